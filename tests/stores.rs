//! Content controls that show data of the package: what is filled in goes into the data too.

use serde_json::{Value, json};
use shenbao::{ErrorKind, FillOptions, Form, Lang, Template};

use crate::support::blanks::{bound_to, drop_down, placeholder};
use crate::support::docx::{Node, cell, control, doc, p, para, r, row, table, tc};
use crate::support::package::{unzip, zip};

const ID: &str = "{5B1D6E10-0000-4000-8000-000000000001}";
const DATA: &str =
    "<?xml version=\"1.0\"?><a xmlns=\"urn:清溪\"><b/><c kind=\"old\">旧</c><c>次</c><d><e/></d></a>";

fn named(name: &str, path: &str, kind: &str) -> String {
    let mappings = "w:prefixMappings=\"xmlns:n='urn:清溪'\" w:xpath";
    let bound = bound_to(path).replace("w:xpath", mappings);
    format!("<w:alias w:val=\"{name}\"/>{bound}<w:showingPlcHdr/>{kind}")
}

fn bound(path: &str) -> Node {
    tc([para([control(&named("单位", path, "<w:text/>"), [placeholder("单击")])])])
}

/// A form whose value cells show data.
fn form(values: impl IntoIterator<Item = (&'static str, Node)>) -> Vec<u8> {
    let rows = values.into_iter().map(|(label, value)| row([cell(label), value]));
    let main =
        doc([table([row([cell("专项名称"), cell("公路养护")])].into_iter().chain(rows)), p("")]).bytes();
    let properties = format!(
        "<ds:datastoreItem ds:itemID=\"{}\" xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\"/>",
        ID.to_lowercase()
    );
    let core = "<cp:coreProperties xmlns:cp=\"urn:cp\" xmlns:dc=\"urn:dc\"><dc:subject>无</dc:subject></cp:coreProperties>";
    let mut parts = unzip(&main);
    for (name, part) in [
        ("customXml/item1.xml", DATA),
        ("customXml/itemProps1.xml", &properties),
        ("docProps/core.xml", core),
    ] {
        parts.retain(|(known, _)| known != name);
        parts.push((name.to_owned(), part.as_bytes().to_vec()));
    }
    zip(parts)
}

fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(unzip(bytes).into_iter().find(|(part, _)| part == name).unwrap().1).unwrap()
}

fn filled(bytes: &[u8], data: &Value) -> Vec<u8> {
    let template = Template::open(Form::declaration(), bytes).unwrap();
    template.fill(data, FillOptions::default()).unwrap_or_else(|error| panic!("{error}")).bytes
}

fn refused(bytes: &[u8], data: &[Value]) -> Vec<String> {
    let error = Template::open(Form::declaration(), bytes).unwrap().fill_all(data, FillOptions::default());
    match error.unwrap_err().kind() {
        ErrorKind::Refused { findings } => findings.iter().map(|finding| finding.message(Lang::Zh)).collect(),
        other => panic!("{other:?}"),
    }
}

fn department(text: &str) -> Value {
    json!({ "project": { "department": text } })
}

#[test]
fn a_value_goes_into_the_control_and_its_data() {
    for (path, before, after) in [
        ("/n:a[1]/n:b[1]", "<b/>", "<b>交通局 &lt;甲&gt;</b>"),
        ("/n:a[1]/n:c[1]", ">旧<", ">交通局 &lt;甲&gt;<"),
        ("/n:a/n:c[2]", ">次<", ">交通局 &lt;甲&gt;<"),
        ("/n:a/n:c[1]/@kind", "\"old\"", "\"交通局 &lt;甲&gt;\""),
    ] {
        let form = form([("主管部门", bound(path))]);
        let done = filled(&form, &department("交通局 <甲>"));
        assert_eq!(part(&done, "customXml/item1.xml"), DATA.replacen(before, after, 1), "{path}");
        let said = shenbao::extract(&done).unwrap().remove(0).declaration;
        assert_eq!(said.project.department.as_deref(), Some("交通局 <甲>"));
        // Once more it is the same file, and what is not filled in leaves the data alone.
        assert!(filled(&done, &department("交通局 <甲>")) == done, "{path}");
        assert_eq!(part(&filled(&form, &json!({ "extra": [] })), "customXml/item1.xml"), DATA);
    }
}

#[test]
fn the_properties_of_the_document_are_data_too() {
    let id = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}";
    let core = named("主题", "/c:coreProperties[1]/d:subject[1]", "<w:text/>")
        .replace(ID, id)
        .replace("xmlns:n='urn:清溪'", "xmlns:c='urn:cp' xmlns:d='urn:dc'");
    let form = form([("主管部门", tc([para([control(&core, [placeholder("单击")])])]))]);
    let done = filled(&form, &department("交通局"));
    assert!(part(&done, "docProps/core.xml").contains("<dc:subject>交通局</dc:subject>"));
    assert_eq!(part(&done, "customXml/item1.xml"), DATA);
}

#[test]
fn the_data_of_a_list_has_the_value_of_its_entry() {
    let list = named("属性", "/n:a[1]/n:b[1]", &drop_down("dropDownList"));
    let form = form([("专项属性", tc([para([control(&list, [placeholder("选择一项。")])])]))]);
    let done = filled(&form, &json!({ "project": { "attribute": "continuing" } }));
    assert!(part(&done, "customXml/item1.xml").contains("<b>2</b>"));
}

#[test]
fn the_data_of_a_date_has_it_as_the_control_says() {
    let date = |stored: &str| {
        let kind = format!(
            "<w:date><w:dateFormat w:val=\"yyyy年M月d日\"/><w:lid w:val=\"zh-CN\"/>{stored}<w:calendar w:val=\"gregorian\"/></w:date>"
        );
        let date = named("日期", "/n:a[1]/n:b[1]", &kind);
        form([("填报日期", tc([para([control(&date, [placeholder("单击")])])]))])
    };
    let day = json!({ "report_date": "2026年3月5日" });
    for (stored, said) in [
        ("", "2026-03-05T00:00:00"),
        ("<w:storeMappedDataAs w:val=\"dateTime\"/>", "2026-03-05T00:00:00"),
        ("<w:storeMappedDataAs w:val=\"date\"/>", "2026-03-05"),
        ("<w:storeMappedDataAs w:val=\"text\"/>", "2026年3月5日"),
    ] {
        let done = filled(&date(stored), &day);
        assert!(part(&done, "customXml/item1.xml").contains(&format!("<b>{said}</b>")), "{stored}");
        assert!(part(&done, "word/document.xml").contains("w:fullDate=\"2026-03-05T00:00:00Z\""));
        let read = shenbao::extract(&done).unwrap().remove(0).declaration;
        assert_eq!(read.report_date.as_deref(), Some("2026年3月5日"));
    }
    // What is no day cannot be said by its data, unless that is text.
    let spring = json!({ "report_date": "2026年春" });
    assert_eq!(
        refused(&date(""), std::slice::from_ref(&spring)),
        ["report_date 不能填写：内容控件“日期”绑定了数据"]
    );
    let done = filled(&date("<w:storeMappedDataAs w:val=\"text\"/>"), &spring);
    assert!(part(&done, "customXml/item1.xml").contains("<b>2026年春</b>"));
}

#[test]
fn the_data_of_a_check_box_has_it_in_its_own_words() {
    let with = |path: &str| {
        let boxes =
            ["新增项目", "延续项目"].into_iter().zip([path, "/n:a[1]/n:f[1]"]).flat_map(|(word, path)| {
                let state = "<w14:checkbox><w14:checked w14:val=\"0\"/></w14:checkbox>";
                let properties = named(word, path, state).replace("<w:showingPlcHdr/>", "");
                [r(word), control(&properties, [r("☐")])]
            });
        form([("专项属性", tc([para(boxes)]))])
    };
    let new = json!({ "project": { "attribute": "new" } });
    let done = filled(&with("/n:a[1]/n:b[1]"), &new);
    assert_eq!(part(&done, "customXml/item1.xml"), DATA.replacen("<b/>", "<b>true</b>", 1));
    let read = shenbao::extract(&done).unwrap().remove(0).declaration;
    assert_eq!(read.project.attribute, Some(shenbao::Attribute::New));
    // 旧 is neither yes nor no.
    let other = refused(&with("/n:a[1]/n:c[1]"), &[new]);
    assert_eq!(other, ["project.attribute 不能填写：内容控件“新增项目”绑定了数据"]);
}

#[test]
fn what_leads_to_no_one_place_is_refused_by_name() {
    let bound_to_no_place = "project.department 不能填写：内容控件“单位”绑定了数据";
    for path in ["/n:a/n:c", "/n:a/n:d", "/n:a/n:x", "//n:b", "/n:a/n:c[last()]", "/a/b", ""] {
        let form = form([("主管部门", bound(path))]);
        assert_eq!(refused(&form, &[department("交通局")]), [bound_to_no_place], "{path}");
    }
    // Another store than any of the package's.
    let other =
        named("单位", "/n:a[1]/n:b[1]", "<w:text/>").replace(ID, "{00000000-0000-0000-0000-000000000000}");
    let other = form([("主管部门", tc([para([control(&other, [placeholder("单击")])])]))]);
    assert_eq!(refused(&other, &[department("交通局")]), [bound_to_no_place]);
    // Two controls that show the same: the other one would say something else until Word opens the file.
    let two = form([("主管部门", bound("/n:a[1]/n:b[1]")), ("备注", bound("/n:a[1]/n:b[1]"))]);
    assert_eq!(refused(&two, &[department("交通局")]), [bound_to_no_place]);
    // All reasons come at once.
    let bound = form([("主管部门", bound("//b"))]);
    let data = json!({ "project": { "department": "交通局", "name": "别的名称" } });
    assert_eq!(refused(&bound, &[data]), ["project.name 的位置已有其他内容", bound_to_no_place]);
}

#[test]
fn copies_of_a_form_share_their_data_and_so_have_to_agree() {
    let form = form([("主管部门", bound("/n:a[1]/n:b[1]"))]);
    let two = [department("交通局"), department("水利局")];
    assert_eq!(refused(&form, &two), ["单位 不能填写：内容控件“单位”绑定了数据"]);
    let one = [department("交通局"), json!({ "notes": "" })];
    assert!(refused(&form, &one).iter().any(|said| said.contains("单位")));
    let template = Template::open(Form::declaration(), &form).unwrap();
    let same = template.fill_all(&[department("交通局"), department("交通局")], FillOptions::default());
    assert!(part(&same.unwrap().bytes, "customXml/item1.xml").contains("<b>交通局</b>"));
}

#[test]
fn rows_whose_cells_show_data_are_not_added_to() {
    let value = |path: &str| tc([para([control(&named("指标", path, "<w:text/>"), [r("")])])]);
    let list = table([
        row([cell("专项名称"), cell("公路养护").span(3)]),
        row(["一级指标", "二级指标", "三级指标", "指标值"].map(cell)),
        row([cell("产出指标"), cell("数量指标"), value("/n:a[1]/n:b[1]"), cell("")]),
    ]);
    let main = doc([list, p("")]).bytes();
    let rows = |count: usize| {
        let row = |number: usize| json!({ "level1": "产出指标", "level2": "数量指标", "name": format!("里程{number}"), "target": "1公里" });
        json!({ "indicators": (0..count).map(row).collect::<Vec<_>>() })
    };
    assert_eq!(refused(&main, &[rows(2)]).len(), 1);
}
