"""What a town does for its people: names of projects, what each is, its kind of matter; remedies with their problems; givers."""

# Topic, what it is, category. Those for all come from districts' departments; the others are done in a place named in front.
INCLUSIVE = (
    ("老人健康服务包", "六十岁以上老人每年一次健康关爱“惠民检”，结果有人讲解。", "elderly.meals"),
    ("上门助浴", "给完全失能的老人上门洗澡，两人一组，做前做后都量血压。", "elderly.meals"),
    ("银发意外险", "给六十周岁以上老人买意外伤害保险，摔了碰了有保障。", "elderly.meals"),
    ("就业券", "未就业的居民凭券学一门手艺，学完推荐岗位。", "work.jobs"),
    ("亲子共阅好书消费券", "给在籍学生发购书券，暑假一起读书。", "culture.libraries"),
    ("电气安全源头守护", "上门查老旧线路，坏的当场换插座、换空开。", "safety.fire"),
    ("“青小童”成长陪伴", "假期里组织孩子看博物馆、学劳动、认非遗。", "education.care"),
    ("幼有善育应急关爱", "给家庭困难的学生应急资助，按制度申请审核。", "education.care"),
)
SPECIAL = (
    ("假期儿童托管", "放假以后孩子有地方去，有人看、有作业辅导。", "education.care"),
    ("照亮回家的路", "背街小巷装路灯，先装有台阶的。", "roads.lamp"),
    ("老旧院落爱心座椅", "楼门口添有靠背的椅子，走累了能坐。", "elderly.access"),
    ("便民服务小站", "每月两次理发、缝补、洗眼镜、磨剪刀。", "market.markets"),
    ("小剧场周周演", "每周一场川剧和非遗体验，摆非遗小集市。", "culture.libraries"),
    ("健身器材更新", "换掉锈了的器材，加老人能用的。", "culture.grounds"),
    ("共享阅读角", "活动室里摆书架，下午志愿者看着。", "culture.libraries"),
    ("电瓶车充电棚", "楼下添充电棚，不用再飞线。", "safety.charging"),
    ("公交线路延伸", "早中晚三趟开到村口，赶集上学不用雇车。", "traffic.bus"),
    ("菜市场地面防滑", "换防滑砖，通排水，雨天不再积水。", "market.markets"),
    ("老年助餐点", "中午一荤两素，能送上门。", "elderly.meals"),
    ("路口反光镜", "拐弯看不见的路口装镜子、划线。", "roads.signs"),
)
REMEDIES = (
    ("小区消防通道乱堆杂物", "safety.fire", ("三号院通道堆放旧家具", "北门消防栓被花盆挡住", "地下室通道停满三轮车")),
    ("电瓶车乱停乱放", "traffic.bikes", ("东门盲道上停车", "单元门口停车堵路", "充电棚外拉线充电")),
    ("生活缴费不便", "community.papers", ("水费只能去镇上交", "燃气卡充值点太远")),
    ("夜市油烟扰民", "environment.air", ("烧烤摊没有净化器", "烟道对着住户窗户")),
    ("背街路灯不亮", "roads.lamp", ("纺织巷六盏灯不亮", "菜市后门没有灯")),
    ("井盖松动响", "roads.manhole", ("医院门口井盖响", "学校路井盖下沉")),
    ("公厕脏、没有纸", "streets.toilets", ("公园公厕没有扶手", "市场公厕夜里锁门")),
    ("雨后积水", "utilities.drainage", ("桥下一下雨就积水", "小区大门口倒灌")),
    ("施工噪声", "environment.noise", ("夜里十点还在切割", "清晨卸货")),
    ("楼道飞线", "utilities.network", ("三单元网线挡路", "废弃电缆垂下来")),
)
SPARE = (
    "背街路面修补",
    "休息亭",
    "老井边护栏",
    "社区小菜园",
    "晾衣架",
    "道口减速带",
    "便民手推车",
    "院落排水沟",
    "文化墙",
    "乒乓球台",
    "直饮水点",
)
NOTES = ("{place}提出的，写进了储备清单。", "走访时好几户说起，先排着。", "恳谈会上提的，等条件具备。")
GIVERS = (
    ("company", "discount", "商品折扣"),
    ("group", "hours", "上门服务的工时"),
    ("company", "goods", "捐的物资"),
    ("shop", "discount", "给老人的折扣"),
    ("company", "cash", "捐款"),
    ("group", "goods", "募集的物品"),
    ("person", "hours", "毕业生志愿服务"),
)
COMPANIES = ("青江食品", "毗河建材", "城厢百货", "欧驿物流", "怡湖书店", "槐树餐饮", "凤凰电气", "弥牟乳业")
GROUPS = ("暖邻社工站", "槐花志愿队", "青小童服务中心", "助老联合会", "社区工匠会")
DELAYS = (
    ("weather", "连着下雨，浇不了水泥，往后推。"),
    ("supply", "灯杆还没到，到了就装。"),
    ("opinions", "有几户对位置有意见，再商量一次。"),
)
SEEN = ("灯都亮着，台阶看得清，就是东头还差一盏。", "椅子稳，靠背高，老人说好坐。", "排队的人多，要是能先取号就好了。")
