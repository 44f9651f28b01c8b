"""What is written when somebody answers to supervision, keeps a list, starts a theme or goes to the root of a place’s troubles."""

ANSWERS = (
    "人手安排开了，师傅已经上门，办好后给反映人回电话。",
    "材料到了，这两天就换，换完拍照。",
    "原来排在后面，今天调到前面，明天去办。",
)
NOT_ENOUGH = "说清哪天办好、谁去办，再报。"
THEME = {
    "title": "路灯老是不亮",
    "topic": "巷子里的路灯修了又坏，换灯泡管不了多久，要找根子",
    "category": "roads.lamp",
    "unit": "cgj",
    "tasks": (
        ("cgj", "把老线路查一遍，坏的整段换"),
        ("zjj", "小区里没人管的灯列出来，定下谁管"),
    ),
    "plan": "先查线路再换灯，换完一个月内不坏才算好；小区里的灯先定下谁管。",
    "advisers": "退休电工、老社区书记、老居民代表",
    "advice": "灯坏多半是接头进水，换灯头时一起换防水接头。",
    "result": "老线路换了四段，防水接头全换了，没人管的灯都定了责任人。",
    "done": "做完了，清单和照片交统筹办。",
    "summary": "查线路、换接头、定责任人，路灯修了不再反复坏。",
}
NEXT_THEME = {
    "title": "垃圾桶满了没人收",
    "topic": "周末垃圾桶满得快，周一才收，夏天味道大",
    "category": "streets.garbage",
    "unit": "cgj",
}
FILE = {
    "what": "三个月里件数多，先上门看看是不是同一个根子",
    "cause": "车位少、物业换过两家，停车和垃圾的事反复有人说",
    "plan": "物业每周晒一次账，车位按户轮换，垃圾桶挪到东门；下个月再看件数",
    "task": "把东门外的划线补上，垃圾桶加密一趟清运",
}
ENTRIES = (
    ("problems", "桥头护栏基座松了三处", "jtj"),
    ("problems", "三条老巷子晚上没有灯", "cgj"),
    ("duties", "汛前把雨水口清一遍", "swj"),
    ("duties", "每月一次电瓶车棚消防检查", "zjj"),
)
PROGRESS = "已经到现场看过，材料在路上。"
STRUCK = "做完了，现场拍了照。"
