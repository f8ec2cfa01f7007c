//! The gate: decides, in time linear in the document, whether it will be validated and run.
//!
//! Everything behind the gate (the library's validation, execution) may take time in
//! proportion to what the document unfolds to, and the gate has bounded that. A document
//! that has passed validation once is remembered and need not be parsed and validated again.

mod known;
mod lexer;
mod measure;
mod types;
mod variables;

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};

use crate::config::Config;
use crate::refusal::{Code, Refusal};
pub use known::Known;
pub use lexer::Counted;
pub use measure::Measure;
use measure::Measurer;
pub use types::TypeTable;

/// What introspection may cost: the usual query and a quarter more.
const MAX_INTROSPECTION: u64 = 450_000;

/// A document that may be run.
#[derive(Debug)]
pub struct Admitted {
    /// The document, parsed.
    pub document: ExecutableDocument,
    /// What sort of operation was chosen.
    pub operation: OperationType,
    /// Its name.
    pub operation_name: Option<String>,
    /// The variables, coerced.
    pub variables: Variables,
    /// What the operation unfolds to.
    pub measure: Measure,
    /// What was looked at to find out: tokens and bytes, selections visited.
    pub work: (Counted, usize),
}

/// Admits the operation of `document` that `operation_name` names, or refuses it.
pub fn admit(
    table: &TypeTable,
    config: &Config,
    document: &str,
    operation_name: Option<&str>,
    variables: Variables,
) -> Result<Admitted, Refusal> {
    if document.len() > config.max_document_bytes {
        return Err(Refusal::new(
            Code::DocumentTooLarge,
            format!(
                "the document is longer than {} bytes; ask for less at once, or raise max-document-bytes",
                config.max_document_bytes
            ),
        ));
    }
    let (counted, squeezed) = lexer::count(document, config.max_tokens)?;
    let parsed = parse_query(&squeezed).map_err(syntax)?;
    weigh(table, config, counted, parsed, operation_name, variables)
}

/// The second half of [`admit`], for a document that is parsed already.
pub fn weigh(
    table: &TypeTable,
    config: &Config,
    counted: Counted,
    parsed: ExecutableDocument,
    operation_name: Option<&str>,
    mut variables: Variables,
) -> Result<Admitted, Refusal> {
    let (name, operation) =
        measure::choose(&parsed, operation_name.filter(|name| !name.is_empty()))?;
    let coerced = variables::coerce(table, &operation.node, &mut variables)?;

    let mut measurer = Measurer::new(table, &parsed, &coerced, config.default_page_size);
    measurer.fragments()?;
    let mut together = Measure::default();
    let mut chosen = Measure::default();
    for (candidate, operation) in parsed.operations.iter() {
        let measure = measurer.operation(operation.node.ty, &operation.node.selection_set.node)?;
        together.selections = together.selections.saturating_add(measure.selections);
        together.aliases = together.aliases.saturating_add(measure.aliases);
        together.directives = together
            .directives
            .saturating_add(measure.directives)
            .saturating_add(operation.node.directives.len() as u64);
        together.depth = together.depth.max(measure.depth);
        together.level = together.level.max(measure.level);
        if candidate == name {
            chosen = measure;
        }
    }
    within(
        together.depth,
        config.max_depth,
        Code::TooDeep,
        "levels of fields",
        "max-depth",
    )?;
    within(
        together.level,
        config.max_root_fields,
        Code::TooManyRootFields,
        "fields at its root",
        "max-root-fields",
    )?;
    within(
        together.aliases,
        config.max_aliases,
        Code::TooManyAliases,
        "aliases",
        "max-aliases",
    )?;
    within(
        together.directives,
        config.max_directives,
        Code::TooManyDirectives,
        "directives",
        "max-directives",
    )?;
    within(
        together.selections,
        config.max_selections,
        Code::TooManySelections,
        "selections",
        "max-selections",
    )?;
    if chosen.introspection > 0 && !config.introspection {
        return Err(Refusal::new(
            Code::IntrospectionOff,
            "introspection is off here; read schema.graphql instead",
        ));
    }
    if chosen.introspection > MAX_INTROSPECTION {
        return Err(Refusal::new(
            Code::TooCostly,
            "the introspection goes round in circles; ask for each type's fields once",
        ));
    }
    within(
        chosen.fixed,
        config.max_cost,
        Code::TooCostly,
        "as its cost",
        "max-cost",
    )?;
    let visited = measurer.visited;
    Ok(Admitted {
        operation: operation.node.ty,
        operation_name: name.map(ToString::to_string),
        variables: coerced,
        measure: chosen,
        work: (counted, visited),
        document: parsed,
    })
}

fn within(count: u64, limit: usize, code: Code, what: &str, setting: &str) -> Result<(), Refusal> {
    if count <= limit as u64 {
        return Ok(());
    }
    Err(Refusal::new(
        code,
        format!(
            "the document, its fragments unfolded, has {count} {what}, more than {limit}; ask for less at once, or raise {setting}"
        ),
    ))
}

/// The parser's error, without the source line it quotes (which may be all of the document).
fn syntax(error: async_graphql::parser::Error) -> Refusal {
    let message = error.to_string();
    let expected = message
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix("= "))
        .map(str::to_owned);
    let plain = match expected {
        Some(expected) => format!("the document is not GraphQL: {expected}"),
        None => format!(
            "the document is not GraphQL: {}",
            message.lines().next().unwrap_or_default()
        ),
    };
    let mut refusal = Refusal::new(Code::Syntax, clip(&plain));
    refusal.locations = error.positions().collect();
    refusal
}

/// At most three hundred characters of a message that may quote what somebody sent.
pub fn clip(message: &str) -> String {
    match message.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}
