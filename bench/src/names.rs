//! The names of the scorer's alias table, folded as the scorer folds them.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

/// The scorer's alias table, for telling sides.
pub struct Names(HashMap<String, String>);

impl Names {
    /// Reads the table.
    pub fn load(path: &Path) -> Result<Self, Box<dyn Error>> {
        let table: HashMap<String, serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let mut names = HashMap::new();
        for group in ["parties", "people"] {
            for (name, forms) in table.get(group).and_then(|g| g.as_object()).into_iter().flatten() {
                for form in forms.as_array().into_iter().flatten().filter_map(|f| f.as_str()).chain([name.as_str()]) {
                    names.insert(fold(form), fold(name));
                }
            }
        }
        Ok(Names(names))
    }

    /// What all names of one actor have in common.
    pub fn key(&self, name: &str) -> String {
        let folded = fold(name);
        let bare = folded.strip_prefix("the ").unwrap_or(&folded);
        self.0.get(&folded).or_else(|| self.0.get(bare)).cloned().unwrap_or_else(|| bare.to_owned())
    }
}

fn fold(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'").replace("'s ", " ").replace(['.', '\''], "");
    lower.split(|c: char| !c.is_alphanumeric() && c != '&').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
