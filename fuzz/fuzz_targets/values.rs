//! Any text as a value of any kind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::value::{Amount, AmountUnit, ChoiceOption, Contact, Period, Target};
use shenbao::value::{parse_choice, parse_person, parse_year};

fuzz_target!(|text: &str| {
    let (amount, _) = Amount::parse(text, AmountUnit::Yuan);
    assert_eq!(Amount::parse(&amount.text, AmountUnit::Yuan).0, amount);
    let (period, _) = Period::parse(text);
    assert_eq!(Period::parse(&period.text).0, period);
    let (target, _) = Target::parse(text);
    assert_eq!(Target::parse(&target.text).0, target);
    let contact = Contact::parse(text);
    assert_eq!(Contact::parse(&contact.text), contact);
    let _ = parse_year(text);
    let _ = parse_person(text);
    let options = [("new", "新增项目"), ("continuing", "延续项目")]
        .map(|(key, word)| ChoiceOption { key: key.to_owned(), words: vec![word.to_owned()] });
    let (choice, _) = parse_choice(text, &options);
    for mark in &choice.marks {
        assert!(text.get(mark.word.clone()).is_some());
        assert!(mark.mark.clone().is_none_or(|range| text.get(range).is_some()));
    }
});
