//! What people write in cells.

/// Stand-in until the value room lands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {}
impl Doubt {
    /// Code.
    pub fn code(&self) -> &'static str { match *self {} }
    /// Severity.
    pub fn severity(&self) -> crate::Severity { match *self {} }
    /// Message.
    pub fn message(&self, _: crate::Lang) -> String { match *self {} }
}
