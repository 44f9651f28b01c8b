"""Which doors of the desk's bar open for this person. Shows, never permits."""

from django.http import HttpRequest

from doorstep.doors.web.guards import capabilities


class Menu:
    """What layout_staff.html asks of `desk`: all that pages need which bring no desk of their own."""

    def __init__(self, request: HttpRequest) -> None:
        self._may = capabilities(request)

    @property
    def may_pool(self) -> bool:
        return "merge" in self._may

    @property
    def may_board(self) -> bool:
        return "dispatch_board" in self._may

    @property
    def may_publish(self) -> bool:
        return bool(self._may & {"publish", "review_publication"})

    @property
    def may_whistle(self) -> bool:
        return bool(self._may & {"whistle", "turn_out"})

    @property
    def may_govern(self) -> bool:
        return "levels" in self._may

    @property
    def may_call_back(self) -> bool:
        return "call_back" in self._may

    @property
    def may_take_calls(self) -> bool:
        return "hotline" in self._may

    @property
    def may_keep_ready(self) -> bool:
        return "ready_answers" in self._may

    @property
    def may_see_rates(self) -> bool:
        return "figures" in self._may

    @property
    def may_round(self) -> bool:
        return "rounds" in self._may

    @property
    def may_grids(self) -> bool:
        return "grids" in self._may

    @property
    def may_suggest(self) -> bool:
        return "suggestions" in self._may

    @property
    def may_observe(self) -> bool:
        return "observe" in self._may

    @property
    def may_sign(self) -> bool:
        return "signs" in self._may

    @property
    def may_poll(self) -> bool:
        return "polls" in self._may

    @property
    def may_help_vote(self) -> bool:
        return "ballots" in self._may and "polls" not in self._may

    @property
    def may_allow(self) -> bool:
        return "allowance" in self._may

    @property
    def may_evidence(self) -> bool:
        return "evidence" in self._may

    @property
    def may_credential(self) -> bool:
        return "credentials" in self._may

    @property
    def may_rights(self) -> bool:
        return "rights" in self._may

    @property
    def may_deliberate(self) -> bool:
        return "deliberate" in self._may

    @property
    def may_project(self) -> bool:
        return "projects" in self._may

    @property
    def may_visit(self) -> bool:
        return "open_case" in self._may

    @property
    def may_match(self) -> bool:
        return "resources" in self._may
