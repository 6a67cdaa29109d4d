//! Three forms of one's own: a request for equipment, an application for a grant, a registration.
//!
//! For each, the blank form proposes a vocabulary, a person has edited a few lines of it (`fixtures/own/*.toml`), a
//! struct with serde says what the program wants, and the same vocabulary fills the form and reads it again.
//!
//! `cargo run --example own_form`
#![allow(
    clippy::print_stdout,
    clippy::panic,
    reason = "an example shows what it does, and fails where it does not"
)]

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shenbao::value::{Amount, Contact, Period};
use shenbao::{Document, FillOptions, Form, Labelled, Result, Template};

/// 设备购置申请表
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Equipment {
    unit: String,
    filled_on: Period,
    applicant: String,
    applicant_phone: Contact,
    category: Option<Category>,
    items: Vec<Item>,
    budget: Amount,
    funding_source: String,
    reason: String,
    opinions: Vec<Labelled>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Category {
    Office,
    Testing,
    Other,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Item {
    name: String,
    model: String,
    quantity: String,
    unit_price: Amount,
}

/// 科研项目资助申请书, in levels.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Grant {
    year: Option<u16>,
    applicant: Applicant,
    project: Research,
    referee: Referee,
    members: Vec<Member>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Applicant {
    name: String,
    gender: Option<String>,
    birth: Period,
    rank: String,
    unit: String,
    phone: Contact,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Research {
    name: String,
    period: Period,
    amount: Amount,
    goals: Vec<String>,
    content: String,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Referee {
    unit: String,
    phone: Contact,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Member {
    number: String,
    name: String,
    position: String,
    task: String,
}

/// 养老服务机构登记表. What the program does not want it leaves out of its struct.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Registration {
    number: String,
    date: Period,
    name: String,
    representative: String,
    phone: Contact,
    nature: Option<String>,
    services: String,
    address: String,
    manager: String,
    manager_phone: Contact,
    funds: Funds,
    notes: String,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Funds {
    initial: Amount,
    subsidy: Amount,
    own: Amount,
    other: Amount,
}

/// Goes there and back with each of the three.
pub(crate) fn main() -> Result<()> {
    let equipment = include_bytes!("../fixtures/own/equipment.docx");
    let vocabulary = include_str!("../fixtures/own/equipment.toml");
    // What `shenbao form new` prints, and what the vocabulary was edited from.
    println!("{}", Form::propose(&Document::read(equipment)?));
    there_and_back(equipment, vocabulary, &a_request())?;
    there_and_back(
        include_bytes!("../fixtures/own/grant.docx"),
        include_str!("../fixtures/own/grant.toml"),
        &an_application(),
    )?;
    there_and_back(
        include_bytes!("../fixtures/own/registration.docx"),
        include_str!("../fixtures/own/registration.toml"),
        &a_registration(),
    )
}

/// Fills a blank form from a struct, reads the result into the same struct, and fills that in again.
fn there_and_back<T>(blank: &[u8], vocabulary: &str, data: &T) -> Result<()>
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let form = Form::from_toml(vocabulary)?;
    // Law 1: what is filled in is what is read.
    let filled = Template::open(&form, blank)?.fill(data, FillOptions::default())?;

    let reading = form.read(&filled.bytes)?;
    let found = reading.extract::<T>()?;
    let [one] = found.as_slice() else { panic!("one form was filled, {} were found", found.len()) };
    assert_eq!(one.declaration, form.tidy(data)?);
    assert_eq!(one.unclaimed, []);
    println!("{}: {}", form.name(), serde_json::json!(one.declaration));

    // Law 2: what stands there already is not written again: the bytes stay as they are.
    let again = Template::open(&form, &filled.bytes)?.fill(&one.declaration, FillOptions::default())?;
    assert!(again.bytes == filled.bytes);
    Ok(())
}

fn a_request() -> Equipment {
    let item = |name: &str, model: &str, quantity: &str, price: &str| Item {
        name: name.into(),
        model: model.into(),
        quantity: quantity.into(),
        unit_price: amount(price),
    };
    Equipment {
        unit: "清溪县农产品检测站".into(),
        filled_on: period("2026年3月5日"),
        applicant: "周明远".into(),
        applicant_phone: contact("13800000000"),
        category: Some(Category::Testing),
        // One more than the blank form has rows.
        items: vec![
            item("气相色谱仪", "GC-200", "1台", "128000"),
            item("离心机", "TG-16", "2台", "9600"),
            item("超纯水机", "UP-10", "1台", "15800"),
            item("样品冷藏柜", "BC-300", "3台", "4200"),
        ],
        budget: amount("175600"),
        funding_source: "单位自有资金".into(),
        reason: "现有设备使用超过十年，检测项目不足。\n新增设备后可检测项目增至四十项。".into(),
        opinions: vec![
            Labelled { label: "部门审核意见".into(), text: "情况属实，同意购置。".into() },
            Labelled { label: "分管领导审批意见".into(), text: String::new() },
        ],
    }
}

fn an_application() -> Grant {
    let member = |number: &str, name: &str, position: &str, task: &str| Member {
        number: number.into(),
        name: name.into(),
        position: position.into(),
        task: task.into(),
    };
    Grant {
        year: Some(2026),
        applicant: Applicant {
            name: "李青".into(),
            gender: Some("female".into()),
            birth: period("1988年4月"),
            rank: "副研究员".into(),
            unit: "清溪县林业科学研究所".into(),
            phone: contact("0739-1234567"),
        },
        project: Research {
            name: "山地楠木育苗技术研究".into(),
            period: period("2026年1月-2027年12月"),
            amount: amount("12.5"),
            goals: vec!["建立育苗技术规程。".into(), "示范苗圃20亩。".into()],
            content: "种源筛选、容器育苗与移栽试验。".into(),
        },
        referee: Referee { unit: "清溪县林业局".into(), phone: contact("0739-7654321") },
        members: vec![
            member("1", "周明远", "工程师", "种源筛选"),
            member("2", "王石桥", "技术员", "苗圃管理"),
        ],
    }
}

fn a_registration() -> Registration {
    Registration {
        number: "QX-2026-017".into(),
        date: period("2026年5月20日"),
        name: "清溪县石桥敬老院".into(),
        representative: "周明远".into(),
        phone: contact("13800000000"),
        nature: Some("jointly_run".into()),
        services: "日间照料、膳食、康复。".into(),
        address: "清溪县石桥镇一号".into(),
        manager: "李青".into(),
        manager_phone: contact("0739-1234567"),
        funds: Funds { initial: amount("50"), subsidy: amount("20"), own: amount("30"), other: amount("0") },
        notes: "无".into(),
    }
}

fn amount(text: &str) -> Amount {
    Amount { text: text.into(), ..Amount::default() }
}

fn period(text: &str) -> Period {
    Period::parse(text).0
}

fn contact(text: &str) -> Contact {
    Contact::parse(text)
}
