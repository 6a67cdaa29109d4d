//! Help in the language in use. English is what the doc comments say; Chinese stands in `locales/zh.yml`, under
//! `help.COMMAND.ARGUMENT`, that of a command within a command under `help.COMMAND.COMMAND.ARGUMENT`.

use std::borrow::Cow;

use clap::{Arg, ArgAction, Command};
use shenbao::Lang;

use crate::lang;

/// Clap's own template with nothing in it that clap would say in English.
const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法: {usage}\n\n{all-args}{after-help}";

/// The command with help in the language in use.
pub(crate) fn localized(command: Command) -> Command {
    in_language(command, lang::current())
}

fn in_language(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Zh => {
            let mut built = command.clone();
            built.build();
            chinese(command, "shenbao", &mut built)
        }
    }
}

/// Goes as deep as commands have subcommands.
fn chinese(command: Command, name: &str, built: &mut Command) -> Command {
    let usage = built.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).replace("[OPTIONS]", "[选项]");
    let [about, long_about] = told(name, "about", "");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).display_order(901);
    let mut command = command
        .about(about)
        .long_about(long_about)
        .override_usage(usage.replace("<COMMAND>", "<命令>"))
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .disable_help_flag(true)
        .arg(help);
    if name == "shenbao" {
        let version =
            Arg::new("version").short('V').long("version").action(ArgAction::Version).display_order(902);
        command = command.disable_version_flag(true).arg(version);
    }
    command
        .mut_args(|arg| {
            let [help, long_help] = told(name, arg.get_id().as_str(), "shenbao");
            let heading = if arg.is_positional() { "参数" } else { "选项" };
            let arg = arg.help(help).long_help(long_help).help_heading(heading);
            let takes_values = arg.get_action().takes_values();
            arg.hide_possible_values(takes_values).hide_default_value(takes_values)
        })
        .mut_subcommands(|subcommand| {
            let own = subcommand.get_name().to_owned();
            // `form new` and `table new` are two things.
            let path = if name == "shenbao" { own.clone() } else { format!("{name}.{own}") };
            match built.find_subcommand_mut(&own) {
                Some(built) => chinese(subcommand, &path, built),
                None => subcommand,
            }
        })
}

/// The short and the long text on a thing, as in a doc comment: the first paragraph, and all of them.
fn told(name: &str, thing: &str, otherwise: &str) -> [String; 2] {
    let text = text_on(name, thing).or_else(|| text_on(otherwise, thing)).unwrap_or_default();
    let short = text.split("\n\n").next().unwrap_or_default();
    [short.trim().to_owned(), text.trim().to_owned()]
}

fn text_on(name: &str, thing: &str) -> Option<Cow<'static, str>> {
    crate::_rust_i18n_try_translate(lang::code(Lang::Zh), format!("help.{name}.{thing}"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_command_and_argument_is_told_in_chinese() {
        let mut open = vec![in_language(Cli::command(), Lang::Zh)];
        while let Some(command) = open.pop() {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_ascii(), "{}: {about}", command.get_name());
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_ascii(), "{} {}: {help}", command.get_name(), arg.get_id());
            }
            open.extend(command.get_subcommands().cloned());
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
        in_language(Cli::command(), Lang::Zh).debug_assert();
    }
}
