//! What the parser of the arguments has to say: help, the version, and wrong usage.

use std::io::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use rust_i18n::t;
use shenbao::Lang;

use crate::exit::Exit;
use crate::{lang, text, ui};

/// Prints it where it belongs, and says how the program ends.
pub(crate) fn report(error: &clap::Error) -> Exit {
    let told = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // `shenbao --help | head` is no error.
            let _ = write!(anstream::stdout().lock(), "{}", error.render().ansi());
            return Exit::Done;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(anstream::stderr().lock(), "{}", error.render().ansi());
            return Exit::Usage;
        }
        kind => match lang::current() {
            Lang::Zh => chinese(kind, error),
            Lang::En => None,
        },
    };
    match told {
        Some(message) => {
            ui::error("usage", &text::printable(&message));
            if let Some(usage) = context(error, ContextKind::Usage) {
                ui::status(&format!("\n{}", usage.replacen("Usage: ", "用法: ", 1).trim_end()));
            }
            ui::hint(&t!("hint.usage"));
        }
        None => {
            let said = error.render().ansi().to_string();
            let said = said.replacen("error:", "error[usage]:", 1);
            let _ = write!(anstream::stderr().lock(), "{said}");
        }
    }
    Exit::Usage
}

/// Clap speaks English only; these are its messages on what people do wrong.
fn chinese(kind: ErrorKind, error: &clap::Error) -> Option<String> {
    let arg = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    let message = match kind {
        ErrorKind::UnknownArgument => t!("usage.unknown_argument", arg = arg),
        ErrorKind::MissingRequiredArgument => t!("usage.missing_argument", arg = arg),
        ErrorKind::InvalidSubcommand => {
            let command = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            t!("usage.unknown_command", command = command)
        }
        ErrorKind::MissingSubcommand => t!("usage.missing_command"),
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg).unwrap_or_default();
            t!("usage.conflict", arg = arg, other = other)
        }
        ErrorKind::InvalidValue if value.is_empty() => t!("usage.missing_value", arg = arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            t!("usage.wrong_value", arg = arg, value = value)
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            t!("usage.number_of_values", arg = arg)
        }
        ErrorKind::InvalidUtf8 => t!("usage.not_utf8"),
        _ => return None,
    };
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::ValidValue];
    let suggested =
        suggested.into_iter().find_map(|kind| context(error, kind)).filter(|names| !names.is_empty());
    Some(match suggested {
        Some(names) => format!("{message}{}", t!("usage.suggested", names = names)),
        None => message.into_owned(),
    })
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => {
            Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"))
        }
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
