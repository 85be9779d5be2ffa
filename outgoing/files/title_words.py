"""Words that titles of official papers are made of: a line of a title does not end inside one of them. Pure."""

from __future__ import annotations

from functools import lru_cache

from pypinyin.phrases_dict import phrases_dict

_COMMON = """
中华人民共和国 人民政府 人民代表大会 常务委员会 人民法院 人民检察院 国务院 办公厅 办公室 委员会 领导小组 指挥部 工作组 联席会议
发展改革 发展和改革 财政 教育 科技 科学技术 工业 信息化 公安 民政 司法 人力资源 社会保障 自然资源 生态环境 住房 城乡建设 交通
交通运输 水利 农业农村 农业 农村 商务 文化 旅游 卫生健康 退役军人 应急 应急管理 审计 国有资产 监督管理 市场监管 市场监督 体育 统计
医疗保障 医疗 信访 林业 草原 气象 税务 海关 档案 保密 机关事务 政务服务 数据 金融 粮食 能源 铁路 民航 邮政 烟草 消防 地震 测绘
通知 通报 通告 公告 公报 决定 决议 命令 意见 报告 请示 批复 议案 纪要 复函 来函 印发 转发 批转 发布 公布 修改 修订 废止 撤销
试行 暂行 实施 施行 规定 办法 细则 条例 规则 规程 章程 制度 方案 预案 计划 规划 纲要 要点 总结 清单 目录 指南 标准 规范 草案 制定
征求意见稿 指导意见 实施意见 实施方案 实施细则 管理办法 行动方案 行动计划 工作方案 工作要点 工作规则 应急预案 若干 若干措施 措施
进一步 加快 加强 做好 切实 全面 深入 扎实 有序 有效 积极 推进 推动 促进 提高 提升 优化 深化 强化 完善 健全 建立 落实 贯彻 开展
组织 举办 召开 参加 设立 成立 调整 变更 划转 合并 申请 申报 批准 审批 核准 备案 同意 安排 下达 拨付 解决 处理 办理 答复 回复
表彰 奖励 任免 任命 聘任 公开 报送 上报 填报 提交 征集 征求 清理 检查 督查 督办 考核 评估 评价 评选 验收 整治 整改 排查 防范 治理
工作 管理 服务 建设 发展 改革 创新 保障 安全 生产 安全生产 经济 社会 行政 机关 机构 部门 单位 人员 干部 职工 公务员 事业单位 企业
企业事业 公司 项目 工程 资金 经费 预算 决算 绩效 专项 补助 补贴 投资 债券 税收 土地 用地 征收 规模 指标 任务 目标 责任 情况 问题
事项 有关 相关 重点 重大 重要 主要 基本 公共 综合 统一 联合 协调 统筹 政策 法规 法律 合法性 审查 审核 公平竞争 规范性文件 文件 公文
文电 印章 档案管理 信息 信息公开 政府信息公开 政务 政务公开 电子 电子政务 网络 平台 系统 数字 数字化 智慧 大数据 运行 运转 质量
城市 城镇 县域 乡村 乡村振兴 区域 园区 开发区 社区 街道 老旧小区 更新 改造 提质 升级 扩建 新建 搬迁 安置 拆迁 供水 供电 供热 燃气
排水 污水 垃圾 分类 环境 保护 大气 污染 防治 节能 减排 绿色 低碳 生态 森林 河湖 水库 防洪 防汛 抗旱 灾害 救灾 救助 值班 值守 突发
突发事件 事件 疫情 防控 疾病 食品 药品 学校 学生 教师 校舍 中小学 幼儿园 高等学校 职业教育 招生 考试 就业 创业 劳动 养老 养老保险
保险 工资 津贴 福利 残疾人 妇女 儿童 老年人 未成年人 青少年 农民工 户籍 户口 人口 身份 证件 许可 营商环境 招商引资 招标 投标 采购
政府采购 合同 贸易 物流 外资 外商 市场 消费 消费者 价格 收费 减税降费 减轻 负担 小微企业 民营 民营经济 国有企业 上市 节日 春节 元旦
国庆节 中秋节 端午节 清明节 劳动节 放假 期间 年度 季度 上半年 下半年 今年 明年 三年 五年 中长期 十四五 十五五 全省 全市 全县 全区
省级 市级 县级 区级 各级 国家 地方 中央 国际 合作 交流 会议 会商 论坛 培训 学习 教育培训 宣传 宣讲 主题 活动 运动会 展览会 博览会
巡视 巡察 审计整改 反馈 意见建议 建议 提案 人大 政协 代表 委员 关于 以及 等有关 有关问题 有关事项 有关情况 编制 名单 分工 职责 权力
职能 配置 内设机构 科室 岗位 用印 收文 发文 流程 时限 试点 示范 推广 典型 经验 做法 成果 成效 先进 集体 个人 模范 荣誉 称号 授予
"""
COMMON = frozenset(_COMMON.split())
LONGEST = 7
_PLACE = frozenset("省市县区州")
_NO_NAME = frozenset("局厅委会府部院办室和与及、，：；。的《》（）“”〔〕 ")
_PHRASES = 4  # longer phrases are sayings: none stands in a title


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return COMMON | frozenset(word for word in phrases_dict if len(word) <= _PHRASES)


def words_of(text: str) -> list[str]:
    """`text` cut into words, so that as few as may be remain; of equally few, those of an office's own. Joined they
    give `text` again. What is no known word stands alone, character by character."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    known = _known()
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - LONGEST), end):
            word = text[start:end]
            if len(word) == 1 or word in known:
                cost = 1.0 if word in COMMON else 1.3
                options.append((best[start][0] + cost, start))
        best.append(min(options))
    words: list[str] = []
    end = len(text)
    while end:
        start = best[end][1]
        words.append(text[start:end])
        end = start
    return _places(words[::-1])


def _places(words: list[str]) -> list[str]:
    """Single characters before 省, 市 and their like are a place's name: one word."""
    found: list[str] = []
    for word in words:
        if word in _PLACE:
            name: list[str] = []
            while found and len(found[-1]) == 1 and found[-1] not in _NO_NAME and len(name) < 3:
                name.append(found.pop())
            word = "".join(name[::-1]) + word
        found.append(word)
    return found
