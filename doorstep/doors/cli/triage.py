"""`doorstep triage train|evaluate|explain|versions|rollback`: what the machine proposes a message is about, learned from people.

    doorstep triage train TOWN                                              from what people sorted; shows the report
    doorstep triage train --rows FILE.csv --text COLUMN --label COLUMN --into MODEL      plain files, no database
    doorstep triage evaluate --model MODEL --rows FILE.csv                  on rows it has not seen
    doorstep triage explain "路灯不亮" [TOWN | --model MODEL]

Several --rows may be given, with one --text for each or one for all.
"""

import argparse
import sys
from pathlib import Path


def DATABASE(arguments: argparse.Namespace) -> str | None:  # noqa: N802 (what main looks for)
    """Plain files need none."""
    return "owner" if getattr(arguments, "town", None) else None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb each."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="learn anew")
    train.add_argument("--into", type=Path, metavar="MODEL")
    train.add_argument("--besides", type=Path, action="append", default=[], help="messages without a label (CSV)")
    evaluate = verbs.add_parser("evaluate", help="how well a model does")
    explain = verbs.add_parser("explain", help="one message, and the words that led to its label")
    explain.add_argument("message")
    for verb in (train, evaluate):
        verb.add_argument("--rows", type=Path, action="append", default=[], metavar="FILE.csv")
        verb.add_argument("--text", action="append", metavar="COLUMN")
        verb.add_argument("--label", default="label", metavar="COLUMN")
    for verb in (evaluate, explain):
        verb.add_argument("--model", type=Path)
    for verb in (train, evaluate, explain):
        verb.add_argument("town", nargs="?")


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked."""
    match arguments.verb:
        case "train":
            return _train(arguments)
        case "evaluate":
            return _evaluate(arguments)
        case _:
            return _explain(arguments)


def _train(arguments: argparse.Namespace) -> int:
    from doorstep.wings.triage.files import rows_of, texts_of
    from doorstep.wings.triage.learning import learn
    from doorstep.wings.triage.packing import pack

    if not arguments.rows or arguments.into is None:
        return _wrong("写上 --rows FILE.csv 和 --into MODEL")
    rows = rows_of(arguments.rows, arguments.text, arguments.label)
    learned = learn(rows, besides=texts_of(arguments.besides, arguments.text))
    packed = pack(learned)
    arguments.into.write_bytes(packed)
    _say(learned.report)
    print(f"写好了：{arguments.into}（{len(packed) / 1e6:.1f} MB）")
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from doorstep.wings.triage.files import rows_of
    from doorstep.wings.triage.measuring import evaluate
    from doorstep.wings.triage.packing import unpack

    if not arguments.rows or arguments.model is None:
        return _wrong("写上 --model MODEL 和 --rows FILE.csv")
    model = unpack(arguments.model.read_bytes()).model
    _say(evaluate(model, rows_of(arguments.rows, arguments.text, arguments.label)))
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from doorstep.wings.triage.packing import unpack

    if arguments.model is None:
        return _wrong("写上 --model MODEL")
    found = unpack(arguments.model.read_bytes()).model.explain(arguments.message)
    verdict = "" if found.is_sure else "，没有把握，由人来定"
    print(
        f"{found.label}（把握 {found.confidence:.0%}{verdict}）因为：{'、'.join(found.because) or '（没有认得的词）'}"
    )
    print("也可能是：" + "，".join(f"{label} {share:.0%}" for label, share in found.others))
    return 0


def _say(report: object) -> None:
    from doorstep.wings.triage.report import Report

    assert isinstance(report, Report)
    spread = f" ± {report.spread:.4f}（{len(report.folds)} 份）" if len(report.folds) > 1 else ""
    print(f"{report.n} 条，宏平均 F1 {report.macro_f1:.4f}{spread}，准确率 {report.accuracy:.4f}")
    for one in report.classes:
        print(f"  {one.label}\tn {one.n}\t查准 {one.precision:.3f}\t查全 {one.recall:.3f}\tF1 {one.f1:.3f}")
    print(f"把握 ≥ {report.threshold:.3f} 的自动预选：占 {report.files:.1%}，其中对的 {report.right:.2%}", flush=True)


def _wrong(what: str) -> int:
    print(what, file=sys.stderr)
    return 2
