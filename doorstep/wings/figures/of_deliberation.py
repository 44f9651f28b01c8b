"""What can be counted of candidates and meetings. Pure."""

from doorstep.kernel.words import Words
from doorstep.wings.figures.counted import Count

HELD = "FROM deliberation_meeting m WHERE m.held_at IS NOT NULL AND NOT m.is_off"
OF_DELIBERATION = (
    Count(
        name="meetings",
        label=Words(zh="次民情协商", en="meetings held"),
        definition=Words(
            zh="散了会的和凭签到表补录的，不开了的不算", en="Adjourned, or entered from a sheet; not those called off"
        ),
        sql=f"SELECT count(*) {HELD}",
        page="assemblies_public?tab=past",
    ),
    Count(
        name="attendances",
        label=Words(zh="人次参与协商", en="attendances at meetings"),
        definition=Words(
            zh="每次会到会的人加起来，一个人来两次算两人次",
            en="Those who came, added up over all meetings; whoever came twice counts twice",
        ),
        sql=f"SELECT coalesce(sum(m.attended), 0)::bigint {HELD}",
        page="assemblies_public?tab=past",
    ),
    Count(
        name="candidates",
        label=Words(zh="项征集", en="candidates collected"),
        definition=Words(
            zh="收进来的征集项，归并的、没选上的都算", en="Candidates collected, merged ones and those left out too"
        ),
        condition="TRUE",
        mechanism="candidate",
        is_open=True,
    ),
    Count(
        name="candidates_chosen",
        label=Words(zh="项选中", en="candidates chosen"),
        definition=Words(zh="选中的和已经立项的", en="Chosen, or already made projects"),
        condition="c.state IN ('chosen', 'queued', 'made_project')",
        mechanism="candidate",
        is_open=True,
    ),
)
