//! The sources of a crate: its modules, what they define, and which names they use.
//!
//! They are read as words, without what only tests see. A name is followed to the file that defines it, through whatever
//! passes it on; so `mod x;` imports nothing, nor does a `pub use` of what the file itself makes no use of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter, Result};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

const TYPES: [&str; 5] = ["struct", "enum", "union", "trait", "type"];
const VALUES: [&str; 4] = ["fn", "const", "static", "macro_rules"];
const QUALIFIERS: [&str; 3] = ["const", "async", "unsafe"];

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// That one file uses something of another.
pub struct Edge {
    pub from: String,
    pub line: usize,
    pub name: String,
    pub to: String,
    /// Not so for a `pub use`, which passes things on, and for a module that is only on the way.
    pub imports: bool,
}

impl Display for Edge {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}:{} imports {} of {}", self.from, self.line, self.name, self.to)
    }
}

/// The shortest circle through each file that is in one, without those that share a step with a shorter one.
pub fn circles(edges: &[Edge]) -> Vec<Vec<&Edge>> {
    let mut circles = BTreeMap::new();
    for start in edges.iter().map(|edge| &edge.from).collect::<BTreeSet<_>>() {
        let mut reached = BTreeSet::new();
        let mut ways = vec![Vec::new()];
        let mut at = 0;
        while let Some(way) = ways.get(at).cloned() {
            let end = way.last().map_or(start, |edge: &&Edge| &edge.to);
            if !way.is_empty() && end == start {
                circles.insert(way.iter().map(|edge| &edge.from).collect::<BTreeSet<_>>(), way);
                break;
            }
            let steps = edges.iter().filter(|edge| edge.imports && edge.from == *end);
            let new = steps.filter(|edge| reached.insert(&edge.to));
            ways.extend(new.map(|edge| [&way[..], &[edge]].concat()));
            at += 1;
        }
    }
    let mut circles: Vec<Vec<&Edge>> = circles.into_values().collect();
    circles.sort_by_key(Vec::len);
    let mut told = BTreeSet::new();
    circles.retain(|circle| {
        let steps: BTreeSet<_> = circle.iter().map(|edge| (&edge.from, &edge.to)).collect();
        let new = told.is_disjoint(&steps);
        told.extend(steps.into_iter().filter(|_| new));
        new
    });
    circles
}

/// The words of a path, or of one branch of a `use`.
pub struct Name {
    pub path: Vec<String>,
    pub line: usize,
    alias: String,
}

#[derive(Default)]
struct Module {
    file: String,
    /// What it defines itself.
    items: BTreeMap<String, Item>,
    /// What it imports, and whether that is passed on.
    uses: Vec<(Name, bool)>,
    names: Vec<Name>,
}

struct Item {
    /// A path does not go on behind it.
    is_value: bool,
    is_public: bool,
}

/// The modules of a crate, by their paths.
pub struct House(BTreeMap<Vec<String>, Module>);

/// A module, and the item of it that was found.
type Place<'a> = (&'a [String], Option<&'a str>);

/// The names that were looked up on the way, and in which modules.
type Seen = BTreeSet<(Vec<String>, String)>;

impl House {
    pub fn read(root: &str) -> Self {
        let mut house = House(BTreeMap::new());
        house.file(Vec::new(), Path::new(root), Path::new(root).parent().unwrap());
        house
    }

    fn file(&mut self, path: Vec<String>, file: &Path, folder: &Path) {
        let text = fs::read_to_string(home().join(file)).unwrap();
        let mut words = Vec::new();
        split(text.parse().unwrap(), 0, &mut words);
        self.module(path, file, folder, &without_tests(&words));
    }

    fn module(&mut self, path: Vec<String>, file: &Path, folder: &Path, words: &[Word]) {
        let mut module = Module { file: file.to_str().unwrap().to_owned(), ..Module::default() };
        let depth = words.first().map_or(0, |word| word.depth);
        let text = |at: usize| words.get(at).map_or("", |word| &word.text);
        let top = |at: usize, one: &str| words[at].depth == depth && words[at].text == one;
        let mut rest = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let end = |one: &str| (at..words.len()).find(|at| top(*at, one)).unwrap();
            if top(at, "mod") {
                let name = text(at + 1);
                let (path, inner) = ([&path[..], &[name.to_owned()]].concat(), folder.join(name));
                if text(at + 2) == "{" {
                    self.module(path, file, &inner, &words[at + 3..end("}")]);
                    at = end("}");
                } else {
                    let files = [inner.with_extension("rs"), inner.join("mod.rs")];
                    let file = files.iter().find(|file| home().join(file).exists()).expect(name);
                    self.file(path, file, &inner);
                    at = end(";");
                }
            } else if top(at, "use") {
                let passed_on = at > 0 && ["pub", ")"].contains(&text(at - 1));
                let names = names(&words[at + 1..end(";")]);
                module.uses.extend(names.into_iter().map(|name| (name, passed_on)));
                at = end(";");
            } else {
                let (word, next) = (text(at), text(at + 1));
                // `#[handle]` makes the struct as well.
                let attribute = || (0..at).rev().find(|at| top(*at, "[")).map_or("", |at| text(at + 1));
                let is_handle = word == "impl" && text(at.wrapping_sub(1)) == "]" && attribute() == "handle";
                let (is_type, is_value) = (is_handle || TYPES.contains(&word), VALUES.contains(&word));
                if words[at].depth == depth && (is_type || is_value) {
                    let before = (0..at).rev().map(text).find(|word| !QUALIFIERS.contains(word));
                    let is_public = is_handle || before.is_some_and(|word| ["pub", ")"].contains(&word));
                    let name = if next == "!" { text(at + 2) } else { next };
                    module.items.insert(name.to_owned(), Item { is_value, is_public });
                }
                rest.push(words[at].clone());
            }
            at += 1;
        }
        module.names = names(&rest);
        self.0.insert(path, module);
    }

    pub fn names(&self) -> impl Iterator<Item = (&str, &Name)> {
        self.0.values().flat_map(|module| {
            let used = module.uses.iter().map(|(name, _)| name);
            used.chain(&module.names).map(|name| (&*module.file, name))
        })
    }

    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = BTreeMap::new();
        for (here, module) in &self.0 {
            let names = module.names.iter().map(|name| (name, false));
            for (name, passed_on) in module.uses.iter().map(|(name, on)| (name, *on)).chain(names) {
                let Some((place, item)) = self.follow(here, &name.path, &mut Seen::new()) else { continue };
                let (from, to) = (module.file.clone(), self.0[place].file.clone());
                // A single word that is no item is a variable, or what `pub(crate)` says.
                if from == to || item.is_none() && name.path.len() == 1 {
                    continue;
                }
                // What a macro made is no item here; a module without modules is imported for something of its own.
                let leaf = || !self.0.keys().any(|path| path.len() > place.len() && path.starts_with(place));
                let imports = !passed_on && (item.is_some() || leaf());
                let edge = Edge { from, line: name.line, name: name.path.join("::"), to, imports };
                edges.entry((here, place, item, imports)).or_insert(edge);
            }
        }
        edges.into_values().collect()
    }

    /// Where a path leads, seen from a module, as far as it can be followed.
    fn follow<'a>(&'a self, here: &[String], path: &[String], seen: &mut Seen) -> Option<Place<'a>> {
        let (first, rest) = path.split_first()?;
        let start = match &**first {
            "crate" => &[],
            "self" => here,
            "super" => here.split_last()?.1,
            _ => return self.find(here, path, seen),
        };
        let (start, _) = self.0.get_key_value(start)?;
        self.follow(start, rest, seen).or(Some((start, None)))
    }

    /// The same for a path that begins with a name of the module.
    fn find<'a>(&'a self, here: &[String], path: &[String], seen: &mut Seen) -> Option<Place<'a>> {
        let (first, rest) = path.split_first()?;
        let (here, module) = self.0.get_key_value(here)?;
        if let Some((name, item)) = module.items.get_key_value(first)
            && (rest.is_empty() || !item.is_value)
        {
            return Some((here, Some(name)));
        }
        let child = [here, std::slice::from_ref(first)].concat();
        if let Some((child, _)) = self.0.get_key_value(&child) {
            return self.find(child, rest, seen).or(Some((child, None)));
        }
        if !seen.insert((here.clone(), first.clone())) {
            return None;
        }
        module.uses.iter().find_map(|(name, _)| match &name.path[..] {
            [glob @ .., star] if star == "*" => {
                let (place, None) = self.follow(here, glob, seen)? else { return None };
                let found = self.find(place, path, seen);
                found.filter(|(place, item)| item.is_some_and(|item| self.0[*place].items[item].is_public))
            }
            used if name.alias == *first => self.follow(here, &[used, rest].concat(), seen),
            _ => None,
        })
    }
}

/// A word or sign, and in how many brackets it stands.
#[derive(Clone)]
struct Word {
    text: String,
    line: usize,
    depth: usize,
}

/// The words among tokens; `::`, `..` and `'a` are one.
fn split(tokens: TokenStream, depth: usize, words: &mut Vec<Word>) {
    let mut joint = false;
    for token in tokens {
        let word = |text: &str, line: usize| Word { text: text.to_owned(), line, depth };
        let line = token.span().start().line;
        if let TokenTree::Group(group) = &token {
            let (open, close) = match group.delimiter() {
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::Parenthesis | Delimiter::None => ("(", ")"),
            };
            words.push(word(open, line));
            split(group.stream(), depth + 1, words);
            words.push(word(close, line));
        } else {
            let text = token.to_string();
            match words.last_mut() {
                Some(last) if joint && (last.text == "'" || last.text == text && ":.".contains(&text)) => {
                    last.text.push_str(&text);
                }
                _ => words.push(word(&text, line)),
            }
        }
        joint = matches!(&token, TokenTree::Punct(sign) if sign.spacing() == Spacing::Joint);
    }
}

/// All but the items under `#[cfg(test)]`, or under `test` and something else.
fn without_tests(words: &[Word]) -> Vec<Word> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text: String = words[at..].iter().take(6).map(|word| &*word.text).collect();
        if text.starts_with("[cfg(test)") || text.starts_with("[cfg(all(test") {
            let ends = |one: &Word| {
                one.depth < word.depth || one.depth == word.depth && [";", "}"].contains(&&*one.text)
            };
            at += words[at..].iter().position(ends).unwrap();
        } else {
            kept.push(word.clone());
        }
        at += 1;
    }
    kept
}

/// The paths among words. What an enum calls its variants is none.
fn names(words: &[Word]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut variants = usize::MAX;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let before = |steps: usize| at.checked_sub(steps).map_or("", |at| &words[at].text);
        let after = words.get(at + 1).map_or("", |after| &after.text);
        if word.text == "enum" {
            variants = word.depth + 1;
        } else if word.text == "}" && word.depth < variants {
            variants = usize::MAX;
        }
        let is_variant = word.depth == variants && ["{", "]", ","].contains(&before(1));
        // A method, or what stands behind generic arguments.
        let goes_on = before(1) == "." || before(1) == "::" && before(2) == ">";
        let is_name = word.text.starts_with(|first: char| first.is_alphabetic() || first == '_');
        if !is_name || is_variant || after == ":" || goes_on {
            at += 1;
        } else {
            path(words, &mut at, &[], &mut names);
        }
    }
    names
}

/// One path, or all branches of a `use`, which begin alike.
fn path(words: &[Word], at: &mut usize, start: &[String], names: &mut Vec<Name>) {
    let text = |at: usize| words.get(at).map_or("", |word| &word.text);
    let mut path = start.to_vec();
    loop {
        match text(*at) {
            "{" => {
                *at += 1;
                while text(*at) != "}" {
                    self::path(words, at, &path, names);
                    *at += usize::from(text(*at) == ",");
                }
                *at += 1;
                return;
            }
            // `{self}` is what stands before it.
            "self" if !path.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        *at += 1;
        if text(*at) != "::" || text(*at + 1) == "<" {
            break;
        }
        *at += 1;
    }
    let line = words[*at - 1].line;
    let mut alias = path.last().cloned().unwrap_or_default();
    if text(*at) == "as" {
        alias = text(*at + 1).to_owned();
        *at += 2;
    }
    names.push(Name { path, line, alias });
}
