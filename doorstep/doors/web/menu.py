"""Which doors of the desk's bar open for this person. For pages that bring no desk of their own; shows, never permits."""

from dataclasses import dataclass

from django.http import HttpRequest

from doorstep.doors.web.guards import capabilities


@dataclass(frozen=True, kw_only=True)
class Menu:
    """What layout_staff.html asks of `desk`."""

    may_pool: bool
    may_board: bool
    may_publish: bool
    may_call_back: bool
    may_take_calls: bool
    may_keep_ready: bool
    may_see_rates: bool
    may_govern: bool
    may_whistle: bool
    may_round: bool
    may_grids: bool
    may_suggest: bool
    may_observe: bool
    may_sign: bool
    may_poll: bool
    may_help_vote: bool
    may_project: bool
    may_deliberate: bool
    may_allow: bool
    may_evidence: bool
    may_credential: bool
    may_rights: bool
    may_match: bool


def menu(request: HttpRequest) -> Menu:
    """Everything shut for residents and strangers."""
    may = capabilities(request) if request.user.is_authenticated else frozenset[str]()
    return Menu(
        may_pool="merge" in may,
        may_board="dispatch_board" in may,
        may_call_back="call_back" in may,
        may_take_calls="hotline" in may,
        may_keep_ready="ready_answers" in may,
        may_see_rates="figures" in may,
        may_publish=bool(may & {"publish", "review_publication"}),
        may_govern="levels" in may,
        may_whistle=bool(may & {"whistle", "turn_out"}),
        may_round="rounds" in may,
        may_grids="grids" in may,
        may_suggest="suggestions" in may,
        may_observe="observe" in may,
        may_sign="signs" in may,
        may_poll="polls" in may,
        may_help_vote="ballots" in may and "polls" not in may,
        may_project="projects" in may,
        may_deliberate="deliberate" in may,
        may_allow="allowance" in may,
        may_evidence="evidence" in may,
        may_credential="credentials" in may,
        may_rights="rights" in may,
        may_match="resources" in may,
    )
