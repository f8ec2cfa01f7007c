//! Measures a document: what it would cost, and how far it unfolds.
//!
//! Each fragment is measured once and the result is reused wherever it is spread, so the
//! time is linear in the document however much it unfolds to; sums saturate.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationType, Selection, SelectionSet, Type,
};
use async_graphql::{Name, Positioned, Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::types::{InputShape, Repeats, TypeTable};
use super::variables::clip;
use crate::refusal::{Code, Refusal};

/// Fragments that spread one another in a chain longer than this are refused; a chain costs
/// stack wherever a document is walked.
const MAX_CHAIN: usize = 64;

/// What a list counts for that no argument bounds.
const LIST: u64 = 4;

/// What the lists of introspection count for: the schema's types, and the rest.
const INTROSPECTED_TYPES: u64 = 128;
const INTROSPECTED_LIST: u64 = 8;

/// What one selection set unfolds to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Fields, spreads and inline fragments.
    pub selections: u64,
    /// Aliases.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Levels of fields.
    pub depth: u64,
    /// Fields of its uppermost level.
    pub level: u64,
    /// Cost that comes once.
    pub fixed: u64,
    /// Cost that comes with each element of the page of the connection above.
    pub paged: u64,
    /// Cost of introspection, which has a budget of its own: its answers never grow.
    pub introspection: u64,
}

impl Measure {
    fn add(&mut self, other: Measure) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.depth = self.depth.max(other.depth);
        self.level = self.level.saturating_add(other.level);
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.paged = self.paged.saturating_add(other.paged);
        self.introspection = self.introspection.saturating_add(other.introspection);
    }
}

/// Walks one document.
pub struct Measurer<'a> {
    table: &'a TypeTable,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    default_page: u64,
    fragments: HashMap<&'a str, Option<Measure>>,
    /// Selections looked at; tests bound it.
    pub visited: usize,
}

impl<'a> Measurer<'a> {
    /// A walker over `document`, with coerced variables.
    pub fn new(
        table: &'a TypeTable,
        document: &'a ExecutableDocument,
        variables: &'a Variables,
        default_page: usize,
    ) -> Self {
        Measurer {
            table,
            document,
            variables,
            default_page: default_page as u64,
            fragments: HashMap::new(),
            visited: 0,
        }
    }

    /// Measures an operation.
    pub fn operation(
        &mut self,
        ty: OperationType,
        set: &'a SelectionSet,
    ) -> Result<Measure, Refusal> {
        let root = match ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        self.set(root, set, 0)
    }

    /// Measures every fragment, those that nothing spreads included.
    pub fn fragments(&mut self) -> Result<(), Refusal> {
        for (name, fragment) in &self.document.fragments {
            self.fragment(
                name,
                &fragment.node.type_condition.node.on.node,
                &fragment.node.selection_set.node,
                0,
            )?;
        }
        Ok(())
    }

    fn set(
        &mut self,
        on: &'a str,
        set: &'a SelectionSet,
        chain: usize,
    ) -> Result<Measure, Refusal> {
        let mut total = Measure::default();
        for selection in &set.items {
            self.visited += 1;
            total.selections = total.selections.saturating_add(1);
            total.directives = total
                .directives
                .saturating_add(selection.node.directives().len() as u64);
            check_directives(&selection.node)?;
            match &selection.node {
                Selection::Field(field) => total.add(self.field(on, &field.node, chain)?),
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(on, |condition| condition.node.on.node.as_str());
                    total.add(self.set(on, &inline.node.selection_set.node, chain)?);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    // Validation names fragments that are not there.
                    if let Some(fragment) = self.document.fragments.get(name) {
                        let on = &fragment.node.type_condition.node.on.node;
                        let inner = self
                            .fragment(name, on, &fragment.node.selection_set.node, chain + 1)
                            .map_err(|refusal| {
                                if refusal.locations.is_empty() {
                                    refusal.at(selection.pos)
                                } else {
                                    refusal
                                }
                            })?;
                        total.add(inner);
                    }
                }
            }
        }
        Ok(total)
    }

    fn fragment(
        &mut self,
        name: &'a str,
        on: &'a str,
        set: &'a SelectionSet,
        chain: usize,
    ) -> Result<Measure, Refusal> {
        match self.fragments.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => {
                return Err(Refusal::new(
                    Code::Validation,
                    format!(
                        "the fragment '{}' spreads itself; break the circle",
                        clip(name)
                    ),
                ));
            }
            None if chain > MAX_CHAIN => {
                return Err(Refusal::new(
                    Code::TooDeep,
                    format!(
                        "fragments spread one another in a chain of more than {MAX_CHAIN}; flatten them"
                    ),
                ));
            }
            None => {}
        }
        self.fragments.insert(name, None);
        let measure = self.set(on, set, chain)?;
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }

    fn field(&mut self, on: &str, field: &'a Field, chain: usize) -> Result<Measure, Refusal> {
        let name = field.name.node.as_str();
        let table = self.table;
        let shape = table.field(on, name);
        let of = match (shape, name) {
            (Some(shape), _) => shape.of.as_str(),
            (None, "__schema") => "__Schema",
            (None, "__type") => "__Type",
            (None, _) => "",
        };
        if let Some(shape) = shape {
            for (argument, value) in &field.arguments {
                if let Some(ty) = shape.arguments.get(argument.node.as_str())
                    && !whole_numbers_fit(table, ty, &value.node)
                {
                    return Err(Refusal::new(
                        Code::Validation,
                        format!(
                            "the argument '{}' holds a whole number beyond 32 bits; give a smaller one",
                            clip(&argument.node)
                        ),
                    )
                    .at(value.pos));
                }
            }
        }
        let inner = self.set(of, &field.selection_set.node, chain)?;
        let mut total = Measure {
            aliases: u64::from(field.alias.is_some()).saturating_add(inner.aliases),
            depth: inner.depth.saturating_add(1),
            level: 1,
            ..inner
        };
        let once = inner.fixed.saturating_add(1);
        (total.fixed, total.paged) = match shape.map_or(Repeats::Once, |shape| shape.repeats) {
            Repeats::Once => (once, inner.paged),
            Repeats::Connection => (
                once.saturating_add(inner.paged.saturating_mul(self.page(field))),
                0,
            ),
            Repeats::Page => (1, inner.fixed),
            Repeats::List => (
                inner
                    .fixed
                    .saturating_mul(self.list(on, field))
                    .saturating_add(1),
                0,
            ),
        };
        if of.starts_with("__") {
            // Inside introspection `fixed` is gathered until the way back to the root.
            if !on.starts_with("__") {
                total.introspection = total.fixed;
                (total.fixed, total.paged) = (1, 0);
            }
        }
        Ok(total)
    }

    /// The page a connection is asked for.
    fn page(&self, field: &Field) -> u64 {
        ["first", "last"]
            .iter()
            .find_map(|name| self.number(field, name))
            .unwrap_or(self.default_page)
    }

    /// The length assumed for a list.
    fn list(&self, on: &str, field: &Field) -> u64 {
        match (on, field.name.node.as_str()) {
            ("__Schema", "types") => INTROSPECTED_TYPES,
            (on, _) if on.starts_with("__") => INTROSPECTED_LIST,
            (_, "nodes") => self.length(field, "ids").unwrap_or(LIST),
            _ => self.number(field, "first").unwrap_or(LIST),
        }
    }

    fn number(&self, field: &Field, name: &str) -> Option<u64> {
        let number = match &field.get_argument(name)?.node {
            Value::Number(number) => number.as_i64(),
            Value::Variable(variable) => match self.variables.get(variable) {
                Some(ConstValue::Number(number)) => number.as_i64(),
                _ => None,
            },
            _ => None,
        };
        // A negative page is the resolver's to refuse.
        number.map(|number| u64::try_from(number).unwrap_or(0))
    }

    fn length(&self, field: &Field, name: &str) -> Option<u64> {
        match &field.get_argument(name)?.node {
            Value::List(items) => Some(items.len() as u64),
            Value::Variable(variable) => match self.variables.get(variable) {
                Some(ConstValue::List(items)) => Some(items.len() as u64),
                _ => None,
            },
            _ => None,
        }
    }
}

/// True where every whole number that stands where `Int` is wanted has 32 bits. The library
/// finds out when the field is resolved, which it may never be.
pub(super) fn whole_numbers_fit(table: &TypeTable, ty: &Type, value: &Value) -> bool {
    match (&ty.base, value) {
        (BaseType::List(inner), Value::List(items)) => items
            .iter()
            .all(|item| whole_numbers_fit(table, inner, item)),
        // One value stands for a list of it.
        (BaseType::List(inner), value) => whole_numbers_fit(table, inner, value),
        (BaseType::Named(name), Value::Number(number)) if name == "Int" => {
            match number.as_i64() {
                Some(number) => i32::try_from(number).is_ok(),
                // What is no whole number at all, the library refuses.
                None => !number.is_u64(),
            }
        }
        (BaseType::Named(name), Value::Object(given)) => match table.input(name) {
            Some(InputShape::Object(fields)) => given.iter().all(|(name, value)| {
                fields
                    .get(name.as_str())
                    .is_none_or(|(ty, _)| whole_numbers_fit(table, ty, value))
            }),
            _ => true,
        },
        _ => true,
    }
}

/// The library's validation does not look at `__typename`, so its directives, arguments and
/// selections are looked at here.
fn check_directives(selection: &Selection) -> Result<(), Refusal> {
    let Selection::Field(field) = selection else {
        return Ok(());
    };
    let field_node = &field.node;
    if field_node.name.node != "__typename" {
        return Ok(());
    }
    let refuse = |reason: &str| {
        Err(Refusal::new(Code::Validation, format!("__typename {reason}")).at(field.pos))
    };
    if !field_node.arguments.is_empty() || !field_node.selection_set.node.items.is_empty() {
        return refuse("takes no arguments and has no fields");
    }
    let mut seen: Vec<&str> = Vec::new();
    for directive in &field_node.directives {
        let name = directive.node.name.node.as_str();
        if !matches!(name, "skip" | "include") {
            return refuse("has a directive that this schema does not know");
        }
        if seen.contains(&name) {
            return refuse("has a directive twice");
        }
        seen.push(name);
        match directive.node.arguments.as_slice() {
            [(argument, value)]
                if argument.node == "if"
                    && matches!(value.node, Value::Boolean(_) | Value::Variable(_)) => {}
            _ => {
                return refuse(
                    "has a directive whose argument is not 'if' with true, false or a variable",
                );
            }
        }
    }
    Ok(())
}

/// The operation to run: the one named, or the only one.
pub fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<
    (
        Option<&'a Name>,
        &'a Positioned<async_graphql::parser::types::OperationDefinition>,
    ),
    Refusal,
> {
    let mut operations = document.operations.iter();
    match name {
        Some(name) => operations
            .find(|(candidate, _)| candidate.is_some_and(|candidate| candidate == name))
            .ok_or_else(|| {
                Refusal::new(
                    Code::Operation,
                    format!("the document has no operation named '{}'", clip(name)),
                )
            }),
        None => match (operations.next(), operations.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(Refusal::new(
                Code::Operation,
                "the document has several operations; say which in 'operationName'",
            )),
        },
    }
}
