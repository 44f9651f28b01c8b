"""The WeChat official account's door /wechat/: the platform calls, a person is answered within its five seconds.

Nothing outside is asked while the platform waits; pictures are fetched by the queue. Off, and answered 404, until the jurisdiction's
account is in the environment (see adapters/wechat/account.py). docs/wechat.md says how to set it up.
"""
