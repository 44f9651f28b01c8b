"""What can be counted of the resources of partners. Pure."""

from doorstep.kernel.words import Words
from doorstep.wings.figures.counted import Count


def _bodies(form: str, label: Words) -> Count:
    """Of those who offer something that was checked."""
    return Count(
        name=f"partners_{form}",
        label=label,
        definition=Words(
            zh="登记了资源、经另一个人核实、现在在架（歇着的也算）的，一家只数一次",
            en="Who offers something that somebody else checked and that is listed now, or resting; each once",
        ),
        sql=(
            "SELECT count(DISTINCT r.body) FROM resources_resource r JOIN cases_case c ON c.id = r.case_id"
            f" WHERE c.state IN ('listed', 'resting') AND r.form = '{form}'"
        ),
        page=f"resources?form={form}",
    )


OF_RESOURCES = (
    _bodies("company", Words(zh="家企业提供资源", en="companies offer something")),
    _bodies("organisation", Words(zh="家社会组织提供资源", en="social organisations offer something")),
    _bodies("graduate", Words(zh="名高校毕业生提供帮助", en="graduates offer help")),
)
