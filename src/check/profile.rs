use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Value;

use super::rules::{RULES, Rule};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::form::Form;

/// Which rules hold, how bad it is to break them, and the numbers and words they go by.
///
/// ```
/// use shenbao::Profile;
///
/// let profile = Profile::from_toml(r#"
///     base = "strict"
///     [rules]
///     attribute_missing = "off"
///     total_mismatch = { severity = "error", tolerance = "0.1" }
/// "#)?;
/// assert!(profile.setting("attribute_missing").is_none());
/// # Ok::<(), shenbao::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    name: String,
    settings: BTreeMap<&'static str, Setting>,
    /// The rules that are not applied; they keep their parameters for a profile that puts them on.
    off: BTreeSet<&'static str>,
}

/// How a rule is applied. Which of the parameters it has, [`Rule::parameters`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// How bad it is to break the rule.
    pub severity: Severity,
    /// By how much amounts may differ, in 万元.
    pub tolerance: Decimal,
    /// How many decimals an amount in 万元 may have.
    pub decimals: u32,
    /// The largest percentage that is not suspicious.
    pub limit: Decimal,
    /// The words that make a value vague.
    pub words: Vec<String>,
    /// The levels that must have indicators.
    pub levels: Vec<String>,
    /// The kinds of indicators that must be there.
    pub kinds: Vec<String>,
    /// The most characters that a text may have.
    pub text: usize,
    /// The most characters that an indicator's name or value may have.
    pub indicator: usize,
    /// The fewest indicators that there may be.
    pub total: usize,
    /// The fewest indicators of each level that has any.
    pub each: usize,
}

impl Profile {
    /// What every declaration has to keep: what is plainly wrong is an error, what a person should judge a warning.
    pub fn default_profile() -> Profile {
        static DEFAULT: LazyLock<Profile> = LazyLock::new(|| {
            let text = include_str!("default.toml");
            // It is tested, so the empty profile is never seen; it spares a panic on the way.
            Profile::empty().changed_by(text).unwrap_or_else(|_| Profile::empty())
        });
        DEFAULT.clone()
    }

    /// The same with what some bureaus demand beyond it, and with hints that are worth a warning.
    pub fn strict() -> Profile {
        static STRICT: LazyLock<Profile> = LazyLock::new(|| {
            let text = include_str!("strict.toml");
            Profile::from_toml(text).unwrap_or_else(|_| Profile::empty())
        });
        STRICT.clone()
    }

    /// Reads a profile: `base` is `default`, `strict` or `none`, and `[rules]` says what differs from it.
    ///
    /// A rule is set to `"off"`, `"info"`, `"warning"` or `"error"`, or to a table with `severity` and its parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ProfileBroken`] when the text is no TOML, or names a rule or parameter that does not exist.
    pub fn from_toml(text: &str) -> Result<Profile> {
        let file: ProfileFile = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
        let base = match file.base.as_deref() {
            None | Some("default") => Profile::default_profile(),
            Some("strict") => Profile::strict(),
            Some("none") => Profile { off: all_codes(), ..Profile::default_profile() },
            Some(other) => return Err(broken(format!("base = {other:?} is not default, strict or none"))),
        };
        base.changed_by(text)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How a rule is applied; `None` when it is not.
    pub fn setting(&self, code: &str) -> Option<&Setting> {
        self.settings.get(code).filter(|_| !self.off.contains(code))
    }

    /// The profile without the rules on fields that a form does not have, for a form of one's own.
    pub fn for_form(mut self, form: &Form) -> Profile {
        let knows =
            |rule: &Rule| rule.fields.is_empty() || rule.fields.iter().any(|key| form.field(key).is_some());
        self.settings.retain(|code, _| Rule::of(code).is_some_and(knows));
        self
    }

    fn empty() -> Profile {
        Profile { name: String::new(), settings: BTreeMap::new(), off: BTreeSet::new() }
    }

    fn changed_by(mut self, text: &str) -> Result<Profile> {
        let file: ProfileFile = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
        self.name = file.name.unwrap_or(self.name);
        for (code, entry) in file.rules {
            let rule = Rule::of(&code).ok_or_else(|| broken(format!("there is no rule {code:?}")))?;
            self.set(rule, entry).map_err(|cause| broken(format!("rule {code}: {cause}")))?;
        }
        Ok(self)
    }

    fn set(&mut self, rule: &'static Rule, entry: Value) -> std::result::Result<(), String> {
        let members = match entry {
            Value::Table(members) => members,
            level => [("severity".to_owned(), level)].into_iter().collect(),
        };
        let setting = self.settings.entry(rule.code).or_default();
        for (name, value) in members {
            if name == "severity" {
                match value.as_str() {
                    Some("off") => {
                        self.off.insert(rule.code);
                        continue;
                    }
                    Some("info") => setting.severity = Severity::Info,
                    Some("warning") => setting.severity = Severity::Warning,
                    Some("error") => setting.severity = Severity::Error,
                    _ => {
                        return Err(format!(
                            "{} is not \"off\", \"info\", \"warning\" or \"error\"",
                            shown(&value)
                        ));
                    }
                }
                self.off.remove(rule.code);
            } else if rule.parameters.contains(&name.as_str()) {
                let put = setting.put(&name, &value);
                put.ok_or_else(|| format!("{name} = {} cannot be used", shown(&value)))?;
            } else {
                return Err(format!("it has no parameter {name:?}"));
            }
        }
        Ok(())
    }
}

impl Default for Profile {
    fn default() -> Profile {
        Profile::default_profile()
    }
}

impl Default for Setting {
    fn default() -> Setting {
        Setting {
            severity: Severity::Warning,
            tolerance: Decimal::ZERO,
            decimals: 0,
            limit: Decimal::ZERO,
            words: Vec::new(),
            levels: Vec::new(),
            kinds: Vec::new(),
            text: 0,
            indicator: 0,
            total: 0,
            each: 0,
        }
    }
}

impl Setting {
    fn put(&mut self, name: &str, value: &Value) -> Option<()> {
        let number = || value.as_integer().and_then(|number| usize::try_from(number).ok());
        let words =
            || value.as_array()?.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<_>>();
        match name {
            "tolerance" => self.tolerance = decimal(value)?,
            "limit" => self.limit = decimal(value)?,
            "decimals" => self.decimals = u32::try_from(number()?).ok()?,
            "text" => self.text = number()?,
            "indicator" => self.indicator = number()?,
            "total" => self.total = number()?,
            "each" => self.each = number()?,
            "words" => self.words = words()?,
            "levels" => self.levels = words()?,
            "kinds" => self.kinds = words()?,
            _ => return None,
        }
        Some(())
    }
}

/// A number, exactly: TOML has whole numbers and floating-point ones, and what is written as text is neither.
fn decimal(value: &Value) -> Option<Decimal> {
    let number: Option<Decimal> = match value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        // The shortest text that means the same float is what was written.
        Value::Float(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    number.filter(|number| !number.is_sign_negative())
}

fn shown(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn all_codes() -> BTreeSet<&'static str> {
    RULES.iter().map(|rule| rule.code).collect()
}

fn broken(cause: String) -> Error {
    ErrorKind::ProfileBroken { cause }.into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    name: Option<String>,
    base: Option<String>,
    #[serde(default)]
    rules: BTreeMap<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profiles_set_every_rule() {
        for (profile, name) in [(Profile::default_profile(), "default"), (Profile::strict(), "strict")] {
            assert_eq!(profile.name(), name);
            assert_eq!(profile.settings.keys().copied().collect::<BTreeSet<_>>(), all_codes());
        }
        let default = Profile::default_profile();
        assert!(default.setting("target_vague").unwrap().words.iter().any(|word| word == "有所"));
        assert_eq!(default.setting("amount_decimals").unwrap().decimals, 6);
        assert!(default.setting("text_long").is_none());
        assert_eq!(Profile::strict().setting("text_long").unwrap().text, 450);
    }

    #[test]
    fn a_profile_says_what_differs_from_its_base() {
        let of = |text: &str| Profile::from_toml(text).unwrap();
        assert_eq!(of(""), Profile::default_profile());
        let one = of("base = 'none'\n[rules]\ntext_long = { severity = 'error', indicator = 20 }");
        assert_eq!(one.settings.keys().filter(|code| one.setting(code).is_some()).count(), 1);
        let setting = one.setting("text_long").unwrap();
        assert_eq!((setting.severity, setting.text, setting.indicator), (Severity::Error, 450, 20));
        for tolerance in ["0.1", "'0.1'"] {
            let profile = of(&format!("[rules]\ntotal_mismatch.tolerance = {tolerance}"));
            let setting = profile.setting("total_mismatch").unwrap();
            assert_eq!((setting.severity, setting.tolerance), (Severity::Error, Decimal::new(1, 1)));
        }
    }

    #[test]
    fn what_no_rule_knows_is_refused() {
        for (text, cause) in [
            ("rules = 1", "rules"),
            ("base = 'lax'", "lax"),
            ("[rules]\nname_mising = 'error'", "there is no rule \"name_mising\""),
            ("[rules]\nname_missing = 'fatal'", "rule name_missing: \"fatal\""),
            ("[rules]\nname_missing = { words = [] }", "it has no parameter \"words\""),
            ("[rules]\ntotal_mismatch = { tolerance = -1 }", "tolerance = -1"),
            ("[rules]\ntarget_vague = { words = [1] }", "words"),
            ("[rule]\n", "rule"),
        ] {
            let error = Profile::from_toml(text).unwrap_err();
            assert_eq!(error.code(), "profile_broken");
            assert!(error.to_string().contains(cause), "{error}");
        }
    }

    #[test]
    fn a_form_without_the_fields_has_no_rules_on_them() {
        let form = Form::from_toml("name = 'own'\n[[field]]\nkey = 'item'\nkind = 'text'\nlabels = ['品名']");
        let profile = Profile::default_profile().for_form(&form.unwrap());
        assert!(profile.setting("name_missing").is_none());
        assert!(profile.setting("value_unreadable").is_some());
        let all = Profile::default_profile().for_form(Form::declaration());
        assert_eq!(all, Profile::default_profile());
    }
}
