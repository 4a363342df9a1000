//! The tables of a file of DNA 3.0, as `sql.Sql.createTables` of its version 3.0.7 makes them.

/// The password of the coder `Admin` in files written here; DNA asks for it.
pub const PASSWORD: &str = "rapporteur";

/// Characters that DNA has room for in names and titles.
const ROOM: usize = 190;

/// As much of a name or title as there is room for.
pub(super) fn cut(text: &str) -> &str {
    text.char_indices().nth(ROOM).map_or(text, |(at, _)| &text[..at])
}

/// [`PASSWORD`] as DNA stores it: salt and hash in Base64, by Jasypt's `StrongPasswordEncryptor` (SHA-256 of the
/// salt of 16 bytes and the password, 100,000 times). The salt is fixed so that equal reports give equal files; the
/// password is no secret.
const STORED_PASSWORD: &str = "cmFwcG9ydGV1ci1kbmEtMc8KsEXJBnsWO5n2r8C7Rl7uBcnvgbTrWg11LYiRhmPq";

/// The version whose tables these are.
const VERSION: [(&str, &str); 2] = [("version", "3.0.7"), ("date", "2022-05-13")];

/// The id of the coder.
pub(super) const CODER: i64 = 1;
/// The id of the type `DNA Statement`.
pub(super) const STATEMENT_TYPE: i64 = 1;
/// The ids of its variables.
pub(super) const PERSON: i64 = 1;
pub(super) const ORGANIZATION: i64 = 2;
pub(super) const CONCEPT: i64 = 3;
pub(super) const AGREEMENT: i64 = 4;

const RED_GREEN_BLUE: &str = "\
    Red INTEGER NOT NULL DEFAULT 0 CHECK (Red BETWEEN 0 AND 255), \
    Green INTEGER NOT NULL DEFAULT 0 CHECK (Green BETWEEN 0 AND 255), \
    Blue INTEGER NOT NULL DEFAULT 0 CHECK (Blue BETWEEN 0 AND 255)";

/// What a coder may do.
const PERMISSIONS: [&str; 16] = [
    "AddDocuments",
    "EditDocuments",
    "DeleteDocuments",
    "ImportDocuments",
    "AddStatements",
    "EditStatements",
    "DeleteStatements",
    "EditAttributes",
    "EditRegex",
    "EditStatementTypes",
    "EditCoders",
    "EditCoderRelations",
    "ViewOthersDocuments",
    "EditOthersDocuments",
    "ViewOthersStatements",
    "EditOthersStatements",
];

/// All tables and the rows that every file has: a coder and the two statement types.
pub(super) fn sql() -> String {
    let permissions: Vec<String> = PERMISSIONS
        .iter()
        .map(|name| format!("Permission{name} INTEGER NOT NULL CHECK (Permission{name} BETWEEN 0 AND 1) DEFAULT 1"))
        .collect();
    let permissions = permissions.join(", ");
    let value = |table: &str, value: &str, more: &str| {
        format!(
            "CREATE TABLE {table}(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER NOT NULL, \
             VariableId INTEGER NOT NULL, {value}, \
             FOREIGN KEY(StatementId) REFERENCES STATEMENTS(ID) ON DELETE CASCADE, \
             FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, {more}\
             UNIQUE (StatementId, VariableId));\n"
        )
    };
    let mut sql = format!(
        "CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
         CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL CHECK (LENGTH(Name) < 191),
         {RED_GREEN_BLUE},
         Refresh INTEGER NOT NULL CHECK (Refresh BETWEEN 0 AND 9999) DEFAULT 0,
         FontSize INTEGER NOT NULL CHECK (FontSize BETWEEN 1 AND 99) DEFAULT 14,
         Password TEXT NOT NULL CHECK (LENGTH(Password) < 191),
         PopupWidth INTEGER CHECK (PopupWidth BETWEEN 100 AND 9999) DEFAULT 300,
         ColorByCoder INTEGER NOT NULL CHECK (ColorByCoder BETWEEN 0 AND 1) DEFAULT 0,
         PopupDecoration INTEGER NOT NULL CHECK (PopupDecoration BETWEEN 0 AND 1) DEFAULT 0,
         PopupAutoComplete INTEGER NOT NULL CHECK (PopupAutoComplete BETWEEN 0 AND 1) DEFAULT 1,
         {permissions});
         CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL CHECK (LENGTH(Title) < 191),
         Text TEXT NOT NULL, Coder INTEGER, Author TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Author) < 191),
         Source TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Source) < 191),
         Section TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Section) < 191), Notes TEXT NOT NULL DEFAULT '',
         Type TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Type) < 191), Date INTEGER NOT NULL,
         FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE);
         CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY,
         Label TEXT NOT NULL CHECK (LENGTH(Label) < 191), {RED_GREEN_BLUE});
         CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY,
         Variable TEXT NOT NULL CHECK (LENGTH(Variable) < 191),
         DataType TEXT NOT NULL CHECK (DataType = 'boolean' OR DataType = 'integer' OR DataType = 'long text' OR
         DataType = 'short text') DEFAULT 'short text', StatementTypeId INTEGER,
         FOREIGN KEY(StatementTypeId) REFERENCES STATEMENTTYPES(ID) ON DELETE CASCADE,
         UNIQUE (Variable, StatementTypeId));
         CREATE TABLE REGEXES(Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191), {RED_GREEN_BLUE});
         CREATE TABLE CODERRELATIONS(ID INTEGER NOT NULL PRIMARY KEY, Coder INTEGER CHECK(Coder > 0),
         OtherCoder INTEGER CHECK(OtherCoder > 0),
         viewStatements INTEGER NOT NULL DEFAULT 1 CHECK(viewStatements BETWEEN 0 AND 1),
         editStatements INTEGER NOT NULL DEFAULT 1 CHECK(editStatements BETWEEN 0 AND 1),
         viewDocuments INTEGER NOT NULL DEFAULT 1 CHECK(viewDocuments BETWEEN 0 AND 1),
         editDocuments INTEGER NOT NULL DEFAULT 1 CHECK(editDocuments BETWEEN 0 AND 1), CHECK (Coder != OtherCoder),
         FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE,
         FOREIGN KEY(OtherCoder) REFERENCES CODERS(ID) ON DELETE CASCADE);
         CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER,
         Start INTEGER NOT NULL CHECK(Start >= 0), Stop INTEGER NOT NULL CHECK(Stop >= 0), Coder INTEGER,
         CHECK (Start < Stop),
         FOREIGN KEY(StatementTypeId) REFERENCES STATEMENTTYPES(ID) ON DELETE CASCADE,
         FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE,
         FOREIGN KEY(DocumentId) REFERENCES DOCUMENTS(ID) ON DELETE CASCADE);
         CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL,
         Value TEXT NOT NULL DEFAULT '' CHECK (LENGTH(Value) < 191), Red INTEGER DEFAULT 0 CHECK (Red BETWEEN 0 AND 255),
         Green INTEGER DEFAULT 0 CHECK (Green BETWEEN 0 AND 255), Blue INTEGER DEFAULT 0 CHECK (Blue BETWEEN 0 AND 255),
         ChildOf INTEGER CHECK(ChildOf > 0), UNIQUE (VariableId, Value),
         FOREIGN KEY(ChildOf) REFERENCES ENTITIES(ID) ON DELETE CASCADE,
         FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE);
         CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL,
         AttributeVariable TEXT NOT NULL CHECK (LENGTH(AttributeVariable) < 191), UNIQUE(VariableId, AttributeVariable),
         FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE);
         CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL,
         AttributeVariableId INTEGER NOT NULL,
         AttributeValue TEXT NOT NULL DEFAULT '' CHECK (LENGTH(AttributeValue) < 191),
         UNIQUE (EntityId, AttributeVariableId),
         FOREIGN KEY(EntityId) REFERENCES ENTITIES(ID) ON DELETE CASCADE,
         FOREIGN KEY(AttributeVariableId) REFERENCES ATTRIBUTEVARIABLES(ID) ON DELETE CASCADE);
         INSERT INTO CODERS (ID, Name, Red, Green, Blue, Password)
         VALUES ({CODER}, 'Admin', 255, 255, 0, '{STORED_PASSWORD}');
         INSERT INTO STATEMENTTYPES VALUES ({STATEMENT_TYPE}, 'DNA Statement', 239, 208, 51);
         INSERT INTO VARIABLES VALUES ({PERSON}, 'person', 'short text', {STATEMENT_TYPE});
         INSERT INTO VARIABLES VALUES ({ORGANIZATION}, 'organization', 'short text', {STATEMENT_TYPE});
         INSERT INTO VARIABLES VALUES ({CONCEPT}, 'concept', 'short text', {STATEMENT_TYPE});
         INSERT INTO VARIABLES VALUES ({AGREEMENT}, 'agreement', 'boolean', {STATEMENT_TYPE});
         INSERT INTO STATEMENTTYPES VALUES (2, 'Annotation', 211, 211, 211);
         INSERT INTO VARIABLES VALUES (5, 'note', 'long text', 2);
         ",
    );
    for (property, value) in VERSION {
        sql += &format!("INSERT INTO SETTINGS VALUES ('{property}', '{value}');\n");
    }
    for variable in [PERSON, ORGANIZATION, CONCEPT] {
        for attribute in ["Type", "Alias", "Notes"] {
            sql += &format!(
                "INSERT INTO ATTRIBUTEVARIABLES (VariableId, AttributeVariable) VALUES ({variable}, '{attribute}');\n"
            );
        }
    }
    sql += &value("DATABOOLEAN", "Value INTEGER NOT NULL DEFAULT 1", "");
    sql += &value("DATAINTEGER", "Value INTEGER NOT NULL DEFAULT 0", "");
    sql += &value(
        "DATASHORTTEXT",
        "Entity INTEGER NOT NULL",
        "FOREIGN KEY(Entity) REFERENCES ENTITIES(ID) ON DELETE CASCADE, ",
    );
    sql += &value("DATALONGTEXT", "Value TEXT DEFAULT ''", "");
    sql
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_stored_password_is_the_one_told() {
        let stored = STANDARD.decode(STORED_PASSWORD).unwrap();
        let (salt, hash) = stored.split_at(16);
        let mut digest = Sha256::new().chain_update(salt).chain_update(PASSWORD).finalize();
        for _ in 1..100_000 {
            digest = Sha256::digest(digest);
        }
        assert_eq!(&digest[..], hash);
    }
}
