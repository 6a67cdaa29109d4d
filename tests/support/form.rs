//! Filled declarations as data: the rows of the printed form with its thirteen layout-grid columns.
//!
//! A row is written as `2:专项名称 | 10:…`, cell by cell with the columns each spans; `v` begins a vertical merge, `^`
//! goes on with it. In texts:
//!
//! ```text
//! ¶   ends a paragraph; its mark has the look of the text before it
//! ¬   ends a paragraph; its mark has a look of its own (to some converters that makes a difference)
//! ↵   is a line break         ␣   a blank         ☑   a symbol of the font Wingdings
//! №1␣ at the start: the paragraph has an automatic number of list 1
//! ```

/// A declaration.
pub(crate) struct Form {
    /// Its rows.
    pub(crate) rows: Vec<Vec<FormCell>>,
    /// Height of each row in twentieths of a point.
    pub(crate) heights: Vec<u32>,
}

/// A cell of it.
pub(crate) struct FormCell {
    pub(crate) column: usize,
    pub(crate) span: usize,
    pub(crate) merge: Option<Merge>,
    pub(crate) paragraphs: Vec<FormParagraph>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Merge {
    Start,
    GoOn,
}

/// A paragraph of it. The text keeps `↵` and `☑`.
pub(crate) struct FormParagraph {
    pub(crate) text: String,
    pub(crate) list: Option<u32>,
    /// Its mark has the look of its text.
    pub(crate) shares_run: bool,
}

impl Form {
    /// Reads rows.
    pub(crate) fn of(rows: &str) -> Form {
        let lines: Vec<&str> = rows.lines().filter(|line| !line.trim().is_empty()).collect();
        let mut heights = Vec::new();
        let rows = lines
            .iter()
            .map(|line| {
                let (height, cells) = line.trim_start().split_once("pt ").unwrap();
                heights.push(height.parse::<u32>().unwrap() * 20);
                let mut column = 0;
                let cells: Vec<FormCell> = cells
                    .split(" | ")
                    .map(|cell| {
                        let cell = FormCell::of(cell, column);
                        column += cell.span;
                        cell
                    })
                    .collect();
                assert_eq!(column, 13, "{line}");
                cells
            })
            .collect();
        Form { rows, heights }
    }
}

impl FormCell {
    fn of(cell: &str, column: usize) -> FormCell {
        let (head, text) = cell.split_once(':').unwrap_or((cell, ""));
        let digits = head.trim_end_matches(['v', '^']);
        let merge = match &head[digits.len()..] {
            "v" => Some(Merge::Start),
            "^" => Some(Merge::GoOn),
            _ => None,
        };
        let paragraphs = text
            .split_inclusive(['¶', '¬'])
            .map(|paragraph| {
                let text = paragraph.trim_end_matches(['¶', '¬']);
                let (list, text) = match text.strip_prefix('№') {
                    Some(rest) => {
                        let (list, text) = rest.split_once(' ').unwrap();
                        (Some(list.parse().unwrap()), text)
                    }
                    None => (None, text),
                };
                let text = text.replace('␣', " ");
                FormParagraph { text, list, shares_run: paragraph.ends_with('¶') }
            })
            .collect();
        FormCell { column, span: digits.trim().parse().unwrap(), merge, paragraphs }
    }
}

/// Widths of the layout grid's columns in twentieths of a point.
pub(crate) const WIDTHS: [u32; 13] = [620, 540, 860, 640, 820, 560, 700, 480, 760, 620, 900, 640, 760];

/// The lists that paragraphs have numbers of.
pub(crate) const LISTS: [(&str, &str); 3] =
    [("decimal", "%1."), ("chineseCountingThousand", "（%1）"), ("decimal", "%1.")];

/// The form before anybody filled it in.
pub(crate) fn blank() -> Form {
    Form::of(BLANK)
}

/// The declaration of `fixtures/declaration.*`.
pub(crate) fn first() -> Form {
    Form::of(FIRST)
}

/// The one that follows it in `fixtures/two.*`.
pub(crate) fn second() -> Form {
    Form::of(SECOND)
}

const BLANK: &str = "
    0pt 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1:
    31pt 13:专项资金预算绩效目标申报表
    20pt 13:（         年度）
    24pt 5:␣填报单位（盖章）： | 1: | 1: | 1: | 1: | 3:单位负责人： | 1:
    24pt 1v:专项基本情况 | 2:专项名称 | 10:
    21pt 1^ | 2:专项属性 | 10:新增项目□                       延续项目□␣
    34pt 1^ | 2:␣主管¶部门 | 4: | 3:␣专项起止时间 | 3:
    34pt 1^ | 2:专项¶负责人 | 4: | 3:␣联系人及电话 | 3:
    48pt 1^ | 2:专项概况 | 10:
    96pt 1^ | 2:专项立项↵依据 | 10:
    30pt 1v:专项资金情况 | 2v:本年度预计投入（万元） | 8:财政资金（万元）␣ | 2v:其他
    24pt 1^ | 2^ | 2:中央 | 2:省级 | 2:市级资金 | 2:本级 | 2^
    24pt 1^ | 2: | 2: | 2: | 2: | 2: | 2:
    44pt 3:单位已有的保证专项实施的制度、措施 | 10:
    62pt 3:中长期绩效目标 | 10:
    62pt 3:本年度绩效目标 | 10:
    24pt 1v:专项年度绩效指标 | 2:一级指标 | 3:二级指标 | 5:三级指标内容 | 2:指标值及单位
    24pt 1^ | 2v:产出↵指标 | 3:数量指标 | 5: | 2:
    24pt 1^ | 2^ | 3:质量指标 | 5: | 2:
    24pt 1^ | 2^ | 3:时效指标 | 5: | 2:
    24pt 1^ | 2^ | 3:成本指标 | 5: | 2:
    24pt 1^ | 2v:效益↵指标 | 3v:社会效益 | 5: | 2:
    24pt 1^ | 2^ | 3^ | 5: | 2:
    24pt 1^ | 2^ | 3:可持续影响指标 | 5: | 2:
    24pt 1^ | 2^ | 3:满意度指标 | 5: | 2:
    26pt 3:其他需要说明的问题 | 10:
    52pt 3:财政部门业务¶股室审核意见 | 10:                                     （盖章）↵                                      年    月    日    ␣
    52pt 3:财政部门监督绩效股审核意见 | 10:                                     （盖章）¶                                    年    月    日
";

const FIRST: &str = "
    0pt 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1:
    31pt 13:专项资金预算绩效目标申报表
    20pt 13:（ 2020    年度）
    24pt 5:␣填报单位（盖章）：清溪县农村公路养护中心 | 1: | 1: | 1: | 1: | 3:单位负责人：林 岚 | 1:
    24pt 1v:专项基本情况 | 2:专项名称 | 10:县乡公路日常养护及桥梁检测经费␣
    21pt 1^ | 2:专项属性 | 10:新增项目☑                       延续项目□␣
    34pt 1^ | 2:␣主管¶部门 | 4:县交通运输局 | 3:␣专项起止时间 | 3:2020年元月-12月　
    34pt 1^ | 2:专项¶负责人 | 4:　周明远 | 3:␣联系人及电话 | 3:陈小禾13800000000
    48pt 1^ | 2:专项概况 | 10:县乡公路日常养护、桥梁定期检测及安全设施维护。␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣␣
    96pt 1^ | 2:专项立项↵依据 | 10:按照《清溪县农村公路管理养护体制改革实施方案》，落实“有路必养、养必到位”的要求，解决养护机械更新和桥梁检测资金不足的问题。2020年起推行“路长制﹢日常养护﹢信息化巡查”，县道、乡道由养护中心统一管养，村道由乡镇养护、养护中心指导，桥梁每两年检测一次。
    30pt 1v:专项资金情况 | 2v:本年度预计投入（万元） | 8:财政资金（万元）␣ | 2v:其他
    24pt 1^ | 2^ | 2:中央 | 2:省级 | 2:市级资金 | 2:本级 | 2^
    24pt 1^ | 2:36.5 | 2:0　 | 2:0　 | 2:0　 | 2:36.5 | 2:　0
    44pt 3:单位已有的保证专项实施的制度、措施 | 10:《清溪县农村公路养护考核办法》已经施行，养护合同已全部签订。
    62pt 3:中长期绩效目标 | 10:№1 县乡公路养护做到常态化、规范化。¶№1 危旧桥梁检测后当年处治。¬3.群众出行安全便捷，路容路貌整洁。
    62pt 3:本年度绩效目标 | 10:№2 县道乡道日常养护不断档。¶№2 养护里程达到126公里。¶№2 17座桥梁完成定期检测。
    24pt 1v:专项年度绩效指标 | 2:一级指标 | 3:二级指标 | 5:三级指标内容 | 2:指标值及单位
    24pt 1^ | 2v:产出↵指标 | 3:数量指标 | 5:桥梁定期检测数量 | 2:≥17座
    24pt 1^ | 2^ | 3:质量指标 | 5:县乡公路优良中等路率 | 2:=100%
    24pt 1^ | 2^ | 3:时效指标 | 5:检测报告提交时间 | 2:2020年12月底前
    24pt 1^ | 2^ | 3:成本指标 | 5:全年养护成本 | 2:≤36.5万元
    24pt 1^ | 2v:效益↵指标 | 3v:社会效益 | 5:改善沿线群众出行条件 | 2:有所改善
    24pt 1^ | 2^ | 3^ | 5:养护吸纳公益性岗位人数 | 2:不少于20人
    24pt 1^ | 2^ | 3:可持续影响指标 | 5:公路使用寿命 | 2:影响长远
    24pt 1^ | 2^ | 3:满意度指标 | 5:沿线群众满意度 | 2:≥98%
    26pt 3:其他需要说明的问题 | 10:无　
    52pt 3:财政部门业务¶股室审核意见 | 10:                                     （盖章）↵                                      年    月    日    ␣
    52pt 3:财政部门监督绩效股审核意见 | 10:                                     （盖章）¶                                    年    月    日
";

const SECOND: &str = "
    0pt 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1: | 1:
    31pt 13:专项资金预算绩效目标申报表
    20pt 13:（ 2020    年度）
    24pt 5:␣填报单位（盖章）：清溪县农村公路养护中心 | 1: | 1: | 1: | 1: | 3:单位负责人：林 岚 | 1:
    24pt 1v:专项基本情况 | 2:专项名称 | 10:乡镇公交候车亭维护经费␣
    21pt 1^ | 2:专项属性 | 10:新增项目□                       延续项目☑␣
    34pt 1^ | 2:␣主管¶部门 | 4:县交通运输局 | 3:␣专项起止时间 | 3:2020.1-2021.12
    34pt 1^ | 2:专项¶负责人 | 4:　方启航 | 3:␣联系人及电话 | 3:何 苗0739-5550123
    48pt 1^ | 2:专项概况 | 10:乡镇公交候车亭的清洗、修补和站牌更新。␣␣␣␣␣␣␣␣␣␣␣␣
    96pt 1^ | 2:专项立项↵依据 | 10:按照《清溪县城乡客运一体化实施方案》，建立“定点、定人、定责”的维护制度，解决候车亭破损和站牌缺失的问题。
    30pt 1v:专项资金情况 | 2v:本年度预计投入（万元） | 8:财政资金（万元）␣ | 2v:其他
    24pt 1^ | 2^ | 2:中央 | 2:省级 | 2:市级资金 | 2:本级 | 2^
    24pt 1^ | 2:12 | 2:0　 | 2:3.00 | 2: | 2:8 | 2:　1
    44pt 3:单位已有的保证专项实施的制度、措施 | 10:已建立候车亭巡查台账（含55处站点），维护单位按季结算。
    62pt 3:中长期绩效目标 | 10:№3 白石街道、青岩镇建成示范候车亭3处以上。↵2.候车亭完好率逐年提高。¶3.维护人员全部持证上岗。↵4.乘客候车更方便。
    62pt 3:本年度绩效目标 | 10:1.白石街道新建示范候车亭1处，青岩镇新建2处。↵2.站牌信息全部核对，差错率控制在2%以内。¬3.全年无安全事故。
    24pt 1v:专项年度绩效指标 | 2:一级指标 | 3:二级指标 | 5:三级指标内容 | 2:指标值及单位
    24pt 1^ | 2v:产出↵指标 | 3:数量指标 | 5:新建示范候车亭 | 2:白石街道≥1,个，青岩镇≥2个
    24pt 1^ | 2^ | 3:质量指标 | 5:示范候车亭合格率 | 2:≥98%
    24pt 1^ | 2^ | 3:时效指标 | 5:维护按期完成率 | 2:=100%
    24pt 1^ | 2^ | 3:成本指标 | 5:全年维护成本 | 2:≤12万元
    24pt 1^ | 2v:效益↵指标 | 3v:社会效益 | 5:候车环境改善情况 | 2:有所帮助
    24pt 1^ | 2^ | 3^ | 5:站牌信息准确率 | 2:95%以上
    24pt 1^ | 2^ | 3:可持续影响指标 | 5:维护制度执行情况 | 2:影响长远
    24pt 1^ | 2^ | 3:满意度指标 | 5:候车群众满意度 | 2:≥90%
    26pt 3:其他需要说明的问题 | 10:无　
    52pt 3:财政部门业务¶股室审核意见 | 10:                                     （盖章）↵                                      年    月    日    ␣
    52pt 3:财政部门监督绩效股审核意见 | 10:                                     （盖章）¶                                    年    月    日
";
