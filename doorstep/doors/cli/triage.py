"""`doorstep triage train|evaluate|explain|versions|rollback`: what the machine proposes a message is about, learned from people.

    doorstep triage train TOWN                          from what people there have sorted; shows the report and uses it
    doorstep triage train --rows FILE.csv --text COLUMN --label COLUMN --into MODEL      plain files, no database
    doorstep triage evaluate --model MODEL --rows FILE.csv       a model on rows that it has not seen
    doorstep triage evaluate TOWN                       the version in use: its report, and how often people agreed
    doorstep triage explain "路灯不亮" --town TOWN      or --model MODEL
    doorstep triage versions TOWN
    doorstep triage rollback TOWN VERSION

Several --rows may be given, with one --text for each or one for all.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from doorstep.wings.triage.report import Report


def DATABASE(arguments: argparse.Namespace) -> Literal["owner"] | None:
    """Plain files need none."""
    return "owner" if arguments.town else None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb each."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="learn anew")
    train.add_argument("town", nargs="?")
    train.add_argument("--into", type=Path, metavar="MODEL")
    train.add_argument("--besides", type=Path, action="append", default=[], help="messages without a label (CSV)")
    evaluate = verbs.add_parser("evaluate", help="how well a model does")
    evaluate.add_argument("town", nargs="?")
    explain = verbs.add_parser("explain", help="one message, and the words that led to its label")
    explain.add_argument("message")
    explain.add_argument("--town")
    for verb in (train, evaluate):
        verb.add_argument("--rows", type=Path, action="append", default=[], metavar="FILE.csv")
        verb.add_argument("--text", action="append", metavar="COLUMN")
        verb.add_argument("--label", default="label", metavar="COLUMN")
    for verb in (evaluate, explain):
        verb.add_argument("--model", type=Path)
    for name, help_ in (("versions", "all there are"), ("rollback", "use an earlier one again")):
        verb = verbs.add_parser(name, help=help_)
        verb.add_argument("town")
        if name == "rollback":
            verb.add_argument("version", type=int)


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked."""
    if arguments.town:
        from doorstep.store.jurisdictions.current import serving
        from doorstep.store.jurisdictions.register import by_name

        with serving(by_name(arguments.town).schema):
            return _of_town(arguments)
    match arguments.verb:
        case "train":
            return _train(arguments)
        case "evaluate":
            return _evaluate(arguments)
        case _:
            return _explain(arguments)


def _of_town(arguments: argparse.Namespace) -> int:
    from doorstep.wings.triage import queries, services, versions

    match arguments.verb:
        case "train":
            known = services.rules()
            now = datetime.now(UTC)
            version = versions.train(precision=known.precision, fewest=known.fewest, by=None, now=now)
            print(f"第 {version.serial} 版，现在就用它")
            made = next(one for one in queries.versions() if one.serial == version.serial)
            _say(made.report)
            _say_requests(made.requests)
        case "evaluate":
            return _evaluate_town()
        case "explain":
            _explain_in_town(arguments.message)
        case "versions":
            for one in queries.versions():
                used = "正在用" if one.is_current else ""
                f1 = f"{one.report.macro_f1:.4f}"
                print(one.serial, f"{one.made_at:%Y-%m-%d %H:%M}", one.rows, f1, one.digest[:12], used, sep="\t")
        case _:
            print(f"现在用第 {versions.use(arguments.version).serial} 版")
    return 0


def _evaluate_town() -> int:
    from doorstep.wings.triage import queries

    current = next((one for one in queries.versions() if one.is_current), None)
    if current is None:
        return _wrong("还什么都没学；先 doorstep triage train")
    print(f"第 {current.serial} 版，学的时候留出来考的：")
    _say(current.report)
    _say_requests(current.requests)
    for subject, heading in (("category", "人归过类的"), ("request_type", "人定过诉求类型的")):
        print(f"{heading}，和它提的一致不一致：")
        for one in queries.agreements(subject):
            print(f"  {one.given}\tn {one.n}\t一致 {one.agreed}\t预选过 {one.sure}，一致 {one.sure_agreed}")
    return 0


def _say_requests(report: "Report | None") -> None:
    if report is None:
        print("诉求类型：人定过的还太少，没有学，按词表猜")
        return
    print("诉求类型：")
    _say(report)


def _explain_in_town(message: str) -> None:
    from doorstep.store.cases import towns
    from doorstep.wings.triage import services

    found = services.propose(message)
    label = towns.pack().categories.label(found.category).zh if found.category else "看不出"
    how = f"把握 {found.confidence:.0%}" if found.version else "按词表猜的"
    print(f"分类：{label}（{how}{'' if found.is_sure else '，由人来定'}）因为：{'、'.join(found.because) or '—'}")
    if found.request.code:
        asked = found.request
        how = (
            f"把握 {asked.confidence:.0%}{'' if asked.is_sure else '，由人来定'}" if asked.is_learned else "按词表猜的"
        )
        print(f"类型：{asked.code}（{how}）因为：{'、'.join(asked.because)}")
    if found.rung:
        print(f"响铃：{found.rung.danger.label.zh}，因为：{'、'.join(found.rung.words)}；{found.rung.danger.basis.zh}")
    if found.places:
        print(f"地方：{'、'.join(one.name for one in found.places)}")


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


def _say(report: "Report") -> None:
    spread = f" ± {report.spread:.4f}（{len(report.folds)} 份）" if len(report.folds) > 1 else ""
    print(f"{report.n} 条，宏平均 F1 {report.macro_f1:.4f}{spread}，准确率 {report.accuracy:.4f}")
    if report.strange:
        print(f"另有 {report.strange} 条属于还太少、没学的类，也一起考：答什么都算错")
    for one in report.classes:
        print(f"  {one.label}\tn {one.n}\t查准 {one.precision:.3f}\t查全 {one.recall:.3f}\tF1 {one.f1:.3f}")
    print(
        f"头一名和第二名放在一起比，占到 {report.threshold:.3f} 的自动预选：占 {report.files:.1%}，其中对的 {report.right:.2%}",
        flush=True,
    )


def _wrong(what: str) -> int:
    print(what, file=sys.stderr)
    return 2
