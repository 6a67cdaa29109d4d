//! Labels that stand twice on a form: which place is meant.

use serde_json::{Value, json};
use shenbao::{ErrorKind, FillOptions, Finding, Form, Lang, Template, extract};

use crate::support::docx::{doc, p};
use crate::support::picture;

fn form(grid: &str) -> Vec<u8> {
    doc([picture::table(grid)]).bytes()
}

fn fill(bytes: &[u8], data: &Value) -> Result<Vec<u8>, Vec<Finding>> {
    let template = Template::open(Form::declaration(), bytes).unwrap();
    match template.fill(data, FillOptions::default()) {
        Ok(filled) => Ok(filled.bytes),
        Err(error) => match error.kind() {
            ErrorKind::Refused { findings } => Err(findings.clone()),
            other => panic!("{other:?}"),
        },
    }
}

fn department() -> Value {
    json!({ "project": { "department": "县交通局" } })
}

#[test]
fn a_label_with_two_blank_places_is_refused_and_both_are_named() {
    let blank = form("项目名称 | _ | 主管部门 | _\n备注 | _ | 主管部门 | _");
    let [finding] = fill(&blank, &department()).unwrap_err().try_into().unwrap();
    assert_eq!(finding.code(), "place_ambiguous");
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "表1 第1行 第4列 主管部门");
    let said = finding.message(Lang::Zh);
    assert_eq!(said, "project.department 在模板中有两处，无法区分，另一处在表1 第2行 第4列 主管部门");
    // What is not filled in is nobody's concern.
    assert!(fill(&blank, &json!({ "notes": "无" })).is_ok());
}

#[test]
fn a_text_that_stands_in_two_places_is_not_changed_in_one_of_them() {
    let filled = form("项目名称 | 公路 | 主管部门 | 县水利局\n备注 | _ | 主管部门 | 县水利局");
    assert_eq!(extract(&filled).unwrap()[0].findings, []);
    let [finding] = fill(&filled, &department()).unwrap_err().try_into().unwrap();
    assert_eq!(finding.code(), "place_ambiguous");
}

#[test]
fn lines_outside_tables_count_too() {
    let blank = doc([p("项目名称："), p("主管部门："), p("主管部门：")]).bytes();
    assert_eq!(fill(&blank, &department()).unwrap_err()[0].code(), "place_ambiguous");
    let headed = doc([p("项目名称："), p("主管部门："), p("由财政部门填写"), p("主管部门：")]).bytes();
    assert!(fill(&headed, &department()).is_ok());
}

#[test]
fn a_section_a_heading_or_a_table_tells_places_apart() {
    let first = |grids: &[&str]| {
        let tables = grids.iter().flat_map(|grid| [picture::table(grid), p("")]);
        let filled =
            fill(&doc(tables).bytes(), &department()).unwrap_or_else(|it| panic!("{grids:?}: {it:?}"));
        assert_eq!(extract(&filled).unwrap()[0].declaration.project.department.as_deref(), Some("县交通局"));
    };
    first(&[
        "项目基本情况 | 项目名称 | _\n^ | 主管部门 | _\n项目立项情况 | 主管部门 | _\n^ | 项目立项依据 | _",
    ]);
    first(&["项目名称 | _ | 主管部门 | _\n由财政部门填写 | < | < | <\n备注 | _ | 主管部门 | _"]);
    first(&["项目名称 | _ | 主管部门 | _", "备注 | _ | 主管部门 | _"]);
}

#[test]
fn two_declarations_in_one_table_have_each_their_own() {
    let one = "填报单位 | _ | 主管部门 | _\n项目名称 | _ | 备注 | _\n";
    let blank = form(&one.repeat(2));
    let template = Template::open(Form::declaration(), &blank).unwrap();
    let data: Vec<Value> = ["甲", "乙"]
        .map(|name| json!({ "unit": format!("{name}站"), "project": { "name": name, "department": format!("{name}局") } }))
        .into();
    let filled = template.fill_all(&data, FillOptions::default()).unwrap().bytes;
    let said: Vec<_> = extract(&filled).unwrap().into_iter().map(|found| found.declaration).collect();
    assert_eq!(said.iter().map(|it| it.unit.as_deref().unwrap()).collect::<Vec<_>>(), ["甲站", "乙站"]);
    let departments = said.iter().map(|it| it.project.department.as_deref().unwrap());
    assert_eq!(departments.collect::<Vec<_>>(), ["甲局", "乙局"]);
}

#[test]
fn of_two_phones_that_behind_the_name_is_the_contacts() {
    for grid in [
        "项目名称 | _ | < | <\n项目负责人 | _ | 联系电话 | _\n联系人 | _ | 联系电话 | _",
        "项目名称 | _ | < | < | < | < | < | <\n项目负责人 | _ | 联系电话 | _ | 联系人 | _ | 联系电话 | _",
    ] {
        let data = json!({ "project": { "head": "林岚", "contact": "何苗 5550123" } });
        let filled = fill(&form(grid), &data).unwrap_or_else(|findings| panic!("{findings:?}"));
        let drawn = picture::grid(&shenbao::Document::read(&filled).unwrap(), 0);
        assert!(drawn.contains("项目负责人 | 林岚 | 联系电话 | _"), "{drawn}");
        assert!(drawn.contains("联系人 | 何苗 | 联系电话 | 5550123"), "{drawn}");
    }
}
