"""What the hotline of the demo town is asked again and again, and what it answers. Invented words; no office hours of a real place."""

# What it is about, the category it goes with, the answer as it is read out.
READY = (
    (
        "路灯不亮，多久修好",
        "roads.lamp",
        "已经为您登记。城管局会派人到现场看，修好以后给您回话；您也可以用查询码随时看办到哪一步。灯杆带电、电线掉下来的，请先离远，马上告诉我们。",
    ),
    (
        "养老保险断缴怎么补",
        "work.pensions",
        "请带身份证到就近的便民服务中心窗口，能当场打出缴费记录，按几种档次算给您看；不方便出门的，我们请社区的同志上门。",
    ),
    (
        "工地拖欠工资找谁",
        "work.wages",
        "请留好考勤、聊天记录和欠条。我们今天就转给人社局劳动监察，他们会联系您；人多的，请选一位代表接电话。",
    ),
    (
        "怎么查我反映的事",
        "",
        "打开网站点“查办到哪”，填回执上的编号和查询码；回执不在手边，填反映时留的手机号，收一个验证码也能查。",
    ),
)
