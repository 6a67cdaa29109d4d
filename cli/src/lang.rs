//! The language of everything the program says.

use std::env;
use std::ffi::OsString;
use std::sync::OnceLock;

use shenbao::Lang;

static LANG: OnceLock<Lang> = OnceLock::new();

/// The language in use.
pub(crate) fn current() -> Lang {
    LANG.get().copied().unwrap_or(Lang::En)
}

/// Settles the language before the arguments are parsed, since help and usage errors are told in it too.
pub(crate) fn settle(args: &[OsString]) {
    let wanted = asked(args).or_else(of_environment).or_else(sys_locale::get_locale);
    let lang = wanted.as_deref().map_or(Lang::En, of_locale);
    let lang = *LANG.get_or_init(|| lang);
    rust_i18n::set_locale(code(lang));
}

/// The name of a language as in `--lang` and the locale files.
pub(crate) fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

/// The value of `--lang`, wherever it stands. Wrong values are left for the parser to refuse.
fn asked(args: &[OsString]) -> Option<String> {
    let mut args = args.iter().map_while(|arg| arg.to_str().filter(|&arg| arg != "--"));
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--lang") {
            Some("") => return args.next().map(str::to_owned),
            Some(rest) if rest.starts_with('=') => return rest.get(1..).map(str::to_owned),
            _ => {}
        }
    }
    None
}

/// POSIX: the first of these that is set and not empty counts.
fn of_environment() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

fn of_locale(locale: &str) -> Lang {
    if locale.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh")) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_is_found_wherever_it_stands() {
        let asked = |line: &str| asked(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked("shenbao --lang zh schema").as_deref(), Some("zh"));
        assert_eq!(asked("shenbao schema --lang=en").as_deref(), Some("en"));
        assert_eq!(asked("shenbao extract -- --lang zh"), None);
        assert_eq!(asked("shenbao extract --language"), None);
    }

    #[test]
    fn every_chinese_locale_is_chinese() {
        for locale in ["zh", "zh_CN.UTF-8", "zh-Hans-CN", "ZH_TW"] {
            assert_eq!(of_locale(locale), Lang::Zh);
        }
        for locale in ["C", "en_US.UTF-8", "", "z", "语"] {
            assert_eq!(of_locale(locale), Lang::En);
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let keys = |locale: &str| {
            let messages = crate::_rust_i18n_backend().messages_for_locale(locale).unwrap();
            let mut keys: Vec<String> = messages.into_iter().map(|(key, _)| key.into_owned()).collect();
            // English help is what the doc comments say, and English usage errors are the parser's own.
            keys.retain(|key| !key.starts_with("help.") && !key.starts_with("usage."));
            keys.sort_unstable();
            keys
        };
        assert_eq!(keys("zh"), keys("en"));
        for code in crate::failure::Failure::CODES {
            assert!(keys("en").contains(&format!("error.{code}")), "{code}");
        }
    }

    /// Keys stand in the sources whole, or their beginning does where the end is made: `t!(format!("hint.{code}"))`.
    #[test]
    fn nothing_is_translated_that_nobody_says() {
        let sources =
            walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).into_iter().flatten();
        let said: String = sources.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect();
        let messages = crate::_rust_i18n_backend().messages_for_locale("zh").unwrap();
        // The help is looked up by the arguments, the words of the page have a test of their own, the headers of
        // workbooks are looked up by their keys.
        let elsewhere = ["help.", "page.", "workbook.column.", "workbook.sheet.", "workbook.facet."];
        for (key, _) in messages.into_iter().filter(|(key, _)| key != "_version") {
            let made = key.rsplit_once('.').is_some_and(|(start, _)| said.contains(&format!("\"{start}.{{")));
            let whole = said.contains(&format!("\"{key}\""));
            assert!(made || whole || elsewhere.iter().any(|start| key.starts_with(start)), "{key}");
        }
    }
}
