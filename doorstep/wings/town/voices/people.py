"""Troubles of people's lives: school, health, age. Invented words."""

from doorstep.wings.town.voices.trouble import Trouble

LEARNING = (
    Trouble(
        category="education.schools",
        says=(
            "请问户口刚迁到{estate}，明年上小学要准备什么材料",
            "我们家今年搬到{estate}，房产证还没下来，入学怎么登记",
        ),
        spot="{estate}",
        done="社区对照今年的划片通知逐条说明，给了材料清单。",
        measures="查划片范围和政策，书面答复，附材料清单和登记时间。",
        result="凭购房合同可以登记，时间和地点见清单，有不清楚的打清单上的电话。",
        request="consultation",
        weight=5,
        on_spot=0.5,
        days=(0.5, 2.0),
    ),
    Trouble(
        category="education.care",
        says=(
            "双职工放学接不了娃，希望社区办个四点半课堂",
            "{estate}很多家长五点半才下班，能不能办课后托管，收费也可以",
        ),
        spot="{estate}",
        done="社区活动室腾出来，本周起志愿者先看两个小时。",
        measures="协调学校和社区，开设周一至周五课后托管，志愿教师轮值。",
        result="托管班已开，名额三十个，在社区报名。",
        request="suggestion",
        weight=6,
        on_spot=0.25,
        days=(3.0, 7.0),
    ),
    Trouble(
        category="education.training",
        says=(
            "{road}一家培训班突然关门，交的{amount}元学费退不了，{many}个家长都着急",
            "培训机构跑路了，{road}那家，我交了{amount}元还剩一大半课",
        ),
        spot="{road}",
        done="社区把家长登记成册，帮大家留好合同和付款记录。",
        measures="启动资金监管账户清退，约谈负责人，登记{many}户，分两批退费。",
        result="第一批退费已经到账，其余月底前退清。",
        request="complaint",
        weight=4,
        on_spot=0.02,
        days=(5.0, 12.0),
    ),
)

HEALTH = (
    Trouble(
        category="health.clinics",
        says=(
            "社区医院周末没有医生，老人开个降压药都要跑市里",
            "希望社区卫生站周六也能开药，{estate}慢病老人多",
        ),
        spot="社区卫生服务站",
        done="和卫生站说好，本周六起安排医生值班半天。",
        measures="调整排班，周六全天门诊，慢病长处方可开三个月。",
        result="周六已经开诊，慢病可以开长处方，少跑几趟。",
        request="suggestion",
        weight=6,
        on_spot=0.25,
        days=(2.0, 6.0),
    ),
    Trouble(
        category="health.insurance",
        says=(
            "异地看病怎么备案报销，我在{city}带孙子，手机上弄不来",
            "医保异地备案不会弄，老人在{city}住院，能不能帮办",
        ),
        spot="便民服务中心",
        done="窗口人员当场在手机上帮办好备案。",
        measures="远程协助备案，告知报销比例和材料，短信发送办理指引。",
        result="备案成功，住院可以直接结算。",
        request="consultation",
        weight=6,
        on_spot=0.6,
        days=(0.5, 2.0),
    ),
    Trouble(
        category="health.hygiene",
        says=(
            "{estate}下水口蟑螂老鼠多得很，{n}号楼一楼住户受不了",
            "{estate}老鼠成灾，{n}号楼垃圾房旁边白天都看得到",
        ),
        spot="{estate}{n}号楼",
        done="物业当场投药，堵了鼠洞。",
        measures="开展病媒防制，投放毒饵站{many}个，封堵孔洞，两周后复查密度。",
        result="投药完成，请看好宠物。两周后复查，鼠迹明显少了。",
        weight=6,
        on_spot=0.35,
        days=(1.5, 5.0),
    ),
)

AGE = (
    Trouble(
        category="elderly.allowance",
        says=(
            "我父亲八十五了，高龄补贴这个月没有到账，不知道要不要重新认证",
            "老人高龄补贴{days}没发，{estate}的老邻居都到了，问问我们是怎么回事",
        ),
        spot="{estate}",
        done="社区当场帮老人做了认证，下月一起补发。",
        measures="核对发放名册，为银行卡号变更未同步，更正后补发两个月。",
        result="补贴已补发到账，今后每年由社区上门认证，不用跑。",
        weight=8,
        on_spot=0.5,
        days=(1.0, 4.0),
    ),
    Trouble(
        category="elderly.meals",
        says=(
            "{estate}独居老人多，吃饭凑合，能不能办个老年食堂",
            "希望社区有老年食堂，我们这栋八十岁以上的就有{few}个，做不动饭了",
        ),
        spot="{estate}",
        done="社区联系附近餐馆，明天起给老人送餐，一餐八元。",
        measures="与就近餐饮企业签约设助餐点，八十岁以上每餐补四元，行动不便的送餐。",
        result="助餐点已开，需要送餐的在社区登记。",
        request="suggestion",
        weight=7,
        on_spot=0.2,
        days=(3.0, 7.0),
    ),
    Trouble(
        category="elderly.access",
        says=(
            "{estate}{n}号楼门口有三级台阶没有坡道，轮椅上不去",
            "家里老人坐轮椅，{n}号楼门口台阶上不去，{estate}能不能修个坡道",
        ),
        spot="{estate}{n}号楼门口",
        done="先铺了一副可移动坡道板，轮椅可以上。",
        measures="增设无障碍坡道一处，安装双侧扶手，坡度一比十二。",
        result="坡道修好了，扶手装在两边。",
        weight=6,
        on_spot=0.15,
        days=(3.0, 7.0),
        cost=5400,
        picture="steps",
    ),
    Trouble(
        category="elderly.hardship",
        says=(
            "邻居大爷一个人住，中风后没人照顾，能不能帮他申请救助",
            "{estate}{n}栋有个独居老人病了下不了床，家里困难，请社区看看",
        ),
        spot="{estate}{n}栋",
        done="社区当天上门，送了米油，安排志愿者每天看一次。",
        measures="入户调查，启动临时救助，纳入重点关爱，安排居家照护。",
        result="临时救助已发放，每天有人上门。谢谢您替他说。",
        weight=6,
        on_spot=0.35,
        days=(1.0, 4.0),
    ),
)
