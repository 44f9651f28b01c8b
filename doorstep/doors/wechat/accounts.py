"""The official account of the jurisdiction being served, and the platform as it meets it."""

import os

from doorstep.adapters.wechat import Platform
from doorstep.adapters.wechat.account import Setting, read_account
from doorstep.adapters.wechat.client import WechatPlatform
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema


def setting() -> Setting:
    """What the environment says, read at each call: it is small."""
    return read_account(register.by_schema(schema()).name, os.environ)


def platform() -> Platform | None:
    """Over HTTPS; None while the channel is off."""
    account = setting().account
    return WechatPlatform(account=account) if account else None
