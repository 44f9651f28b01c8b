"""A stand-in for a gateway in a town that is simulated: takes every message and sends none. Nobody is at the other end."""

from doorstep.adapters.sms import SmsNotSent


class SimulatedSms:
    """Refuses numbers that end in `unreachable`, so that there are messages that could not be delivered."""

    def __init__(self, *, unreachable: str) -> None:
        self.unreachable = unreachable

    def send(self, phone: str, text: str) -> str:
        if phone.endswith(self.unreachable):
            raise SmsNotSent("号码停机")
        return "simulated"
