"""What can be counted of the elders' allowance: numbers alone, nobody on the roll is public. Pure."""

from doorstep.kernel.words import Words
from doorstep.wings.figures.counted import Count

OF_ALLOWANCE = (
    Count(
        name="allowance_communities",
        label=Words(zh="个社区启用高龄津贴认证", en="communities certify elders here"),
        definition=Words(zh="现在启用着的社区，试点也算", en="Switched on now, the pilot included"),
        sql="SELECT count(*) FROM allowance_community WHERE on_since IS NOT NULL",
    ),
    Count(
        name="allowance_certified",
        label=Words(zh="人次完成高龄津贴认证", en="certifications of elders"),
        definition=Words(zh="每位老人每期算一次，静默认证也算", en="Once an elder and period, silent ones included"),
        sql="SELECT count(*) FROM allowance_certification",
    ),
    Count(
        name="allowance_silent",
        label=Words(zh="人次由部门数据静默认证", en="of these silently, by departments' evidence"),
        definition=Words(zh="其中没有让老人跑一趟的", en="Of these, without the elder having to come"),
        sql="SELECT count(*) FROM allowance_certification WHERE way = 'silent'",
    ),
    Count(
        name="credentials_issued",
        label=Words(zh="张凭证签发", en="credentials issued"),
        definition=Words(
            zh="签发过的凭证，撤销的也算；每张都在存证日志里", en="Ever issued, revoked ones too; each is in the log"
        ),
        sql="SELECT count(*) FROM credentials_credential",
    ),
    Count(
        name="credentials_used",
        label=Words(zh="次部门采信凭证", en="times a department relied on one"),
        definition=Words(zh="部门验真后记下的使用", en="Uses noted after a check"),
        sql="SELECT count(*) FROM credentials_use WHERE verdict = 'valid'",
    ),
)
