/// The language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, the language of the forms.
    #[default]
    Zh,
    /// English.
    En,
}
