"""Hears nothing; once an hour the latest checkpoint is stamped outside, where that is switched on."""

from doorstep.wings.log.anchoring import anchor_checkpoint, anchor_on_chain

SWEEPS = (anchor_checkpoint, anchor_on_chain)
