use std::fs;
use std::path::PathBuf;

use hallway_api::config::Config;
use hallway_api::refusal::Code;

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

#[test]
fn the_file_is_the_schema() {
    let path = root("schema.graphql");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, hallway_api::schema::sdl()).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == hallway_api::schema::sdl(),
        "schema.graphql is not what the server speaks; refresh it with `make schema` and read the difference"
    );
}

#[test]
fn every_setting_is_documented_as_it_is() {
    let page = fs::read_to_string(root("docs/operations.md")).unwrap();
    for setting in Config::SETTINGS {
        let default = if setting.default.is_empty() {
            "none"
        } else {
            setting.default
        };
        let row = format!(
            "| `{}` | `{default}` | {} |",
            setting.name,
            setting.help.trim()
        );
        assert!(
            page.contains(&row),
            "docs/operations.md lacks the row\n{row}"
        );
    }
}

#[test]
fn every_code_is_documented_as_it_is() {
    let page = fs::read_to_string(root("docs/api.md")).unwrap();
    for code in Code::ALL {
        let row = format!(
            "| `{}` | {} | {} |",
            code.name(),
            code.status(),
            code.meaning().trim()
        );
        assert!(page.contains(&row), "docs/api.md lacks the row\n{row}");
    }
}
