//! Names: whether words are a person's name, and the people of a byline.
//!
//! A known given name makes a name likely; without one the shape (two to four capitalised words, none of them a
//! word of our trade) is enough only where a byline or a verb of speech says that a person must stand there.

use std::ops::Range;

use super::vocabulary::Words;

/// How sure we are that words are a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// They are not.
    No,
    /// They have the shape of one.
    Shape,
    /// They begin with a known given name.
    Known,
}

/// Small words inside names.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "van", "von", "der", "den", "di", "da", "del", "della", "la", "le", "du", "dos", "das", "bin", "ibn", "al",
    "el", "ter", "ten", "zu", "y", "af", "av", "ben", "op", "vom",
];

/// Capitalised words of titles, places and firms that are no part of a name.
#[rustfmt::skip]
static NOT_NAMES: Words = Words::of(&[
    "the", "a", "an", "and", "of", "in", "on", "to", "for", "with", "from", "by", "at", "as", "is", "are", "was", "my",
    "your", "our", "his", "her", "their", "its", "this", "that", "these", "those", "it", "we", "i", "you", "he", "she",
    "they", "how", "why", "what", "when", "where", "who", "which", "do", "does", "can", "not", "no", "yes", "all",
    "some", "more", "most", "many", "other", "another", "next", "last", "first", "second", "third", "new", "old",
    "good", "great", "best", "better", "big", "small", "real", "open", "free", "source", "software", "hardware",
    "linux", "unix", "kernel", "kernels", "bsd", "freebsd", "debian", "fedora", "ubuntu", "suse", "opensuse", "red",
    "hat", "gnome", "kde", "gnu", "mozilla", "firefox", "google", "facebook", "twitter", "amazon", "aws", "azure",
    "microsoft", "apple", "intel", "amd", "arm", "nvidia", "ibm", "oracle", "netflix", "spotify", "github", "gitlab",
    "git", "docker", "kubernetes", "container", "containers", "cloud", "python", "java", "javascript", "rust", "go",
    "golang", "ruby", "perl", "php", "haskell", "clojure", "scala", "kotlin", "swift", "web", "data", "database",
    "databases", "security", "network", "networks", "networking", "system", "systems", "systemd", "server", "servers",
    "client", "clients", "service", "services", "mesh", "storage", "file", "files", "filesystem", "memory", "virtual",
    "machine", "machines", "deep", "learning", "artificial", "intelligence", "operating", "embedded", "time",
    "building", "using", "introduction", "introducing", "intro", "keynote", "keynotes", "talk", "talks", "opening",
    "closing", "welcome", "remarks", "day", "days", "session", "sessions", "devroom", "track", "tracks", "room",
    "main", "stage", "lightning", "workshop", "workshops", "panel", "conference", "foundation", "community", "update",
    "updates", "roadmap", "state", "status", "future", "history", "dive", "hands", "story", "practice", "practices",
    "design", "pattern", "patterns", "architecture", "performance", "testing", "test", "tests", "automation", "tool",
    "tools", "language", "languages", "programming", "developer", "developers", "engineering", "production",
    "platform", "platforms", "infrastructure", "group", "replication", "north", "south", "east", "west", "united",
    "european", "europe", "america", "asia", "africa", "university", "universite", "institute", "brussels", "berlin",
    "paris", "london", "amsterdam", "hamburg", "portland", "seattle", "janson", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", "fosdem", "kubecon", "project", "projects", "team",
    "teams", "company", "companies", "works", "work", "world", "internet", "things", "code", "coding", "app", "apps",
    "mobile", "desktop", "browser", "browsers", "html", "css", "api", "apis", "sql", "nosql", "mysql", "postgres",
    "postgresql", "mongodb", "redis", "kafka", "spark", "hadoop", "ci", "cd", "devops", "agile", "monitoring",
    "observability", "tracing", "logging", "metrics", "build", "builds", "release", "releases", "package", "packages",
    "packaging", "distribution", "distributions", "license", "licenses", "licensing", "legal", "policy", "privacy",
    "identity", "crypto", "cryptography", "blockchain", "bitcoin", "matrix", "mastodon", "beyond", "inside", "under",
    "over", "behind", "between", "towards", "toward", "against", "without", "after", "before", "during", "about",
    "static", "dynamic", "function", "functions", "functional", "type", "types", "types", "value", "values", "model",
    "models", "scale", "scaling", "large", "advanced", "modern", "simple", "fast", "faster", "high", "low", "level",
    "structured", "concurrency", "parallel", "distributed", "reactive", "event", "events", "stream", "streams",
    "message", "messages", "queue", "protocol", "protocols", "library", "libraries", "framework", "frameworks",
    "compiler", "compilers", "runtime", "runtimes", "interface", "interfaces", "user", "users", "experience", "ux",
    "ui", "research", "science", "art", "life", "people", "human", "women", "diversity", "ethics", "policy", "public",
    "sector", "government", "health", "music", "game", "games", "graphics", "video", "audio", "radio", "robot",
    "robots", "home", "automotive", "energy", "space", "slides", "video", "videos", "link", "links", "demo", "demos",
    "notes", "note", "agenda", "steps", "landing", "zone", "enterprise", "business", "product", "products", "case",
    "study", "studies", "lessons", "learned", "guide", "tutorial", "part", "chapter", "one", "two", "three", "four",
    "five", "german", "english", "french", "dutch", "spanish", "italian", "decentralized", "decentralised",
    "continuous", "delivery", "integration", "then", "there", "here", "also", "however", "finally", "later",
    "afterwards", "if", "but", "so", "and", "or", "once", "since", "while", "because", "although", "unfortunately",
    "instead", "let", "read", "see", "watch", "use", "used", "make", "making", "made", "get", "getting", "put",
    "quantum", "neural", "free", "secure", "safe", "smart", "hybrid", "native", "serverless", "micro", "microservices",
    "unikernels", "virtualization", "virtualisation", "backup", "recovery", "replicated", "stateful", "stateless",
    "chaos", "congress", "camp", "summit", "board", "member", "director", "engineer", "manager", "president",
    "officer", "founder", "author", "speaker", "presenter", "presentation", "various", "multiple", "several",
    "general", "public", "private", "key", "keys", "sign", "signing", "party", "social", "media", "hall", "building",
    "scale", "out", "up", "down", "off", "core", "logic", "dr", "mr", "mrs", "ms", "prof", "professor", "sir", "dear",
    "plugins", "plugin", "apache", "cassandra", "mesos", "openstack", "ansible", "puppet", "chef", "terraform", "vim",
    "emacs", "qt", "gtk", "wayland", "wasm", "webassembly", "ebpf", "bpf", "llvm", "gcc", "cpu", "gpu", "ram", "ssd",
    "usb", "wifi", "bluetooth", "iot", "ai", "ml", "llm", "gpt", "rest", "grpc", "http", "https", "tcp", "ip", "dns",
    "tls", "ssl", "ssh", "vpn", "nat", "sip", "voip", "webrtc", "xmpp", "irc", "mail", "email", "inc", "ltd", "gmbh",
    "act", "union", "manual", "kit", "list", "survey", "challenge", "challenges", "rights", "license", "llc", "corp",
    "labs", "technologies", "solutions",
]);

/// Words of [`NOT_NAMES`] that are surnames all the same after a known given name.
#[rustfmt::skip]
const SURNAMES: &[&str] = &[
    "down", "day", "hall", "west", "north", "best", "may", "small", "good", "case", "part", "works", "scala", "real",
    "free", "key", "rich", "big", "french", "english", "moon", "law", "page", "post", "read", "stone", "street",
    "wood", "berlin", "london", "paris", "march", "building", "life", "bond", "mann", "play", "chapter", "rust",
    "swift", "perl",
];

/// Frequent given names, folded, in the languages of those who speak at our conferences.
#[rustfmt::skip]
static GIVEN: Words = Words::of(&[
    "aaron", "abigail", "adam", "adrian", "agnes", "aidan", "akshay", "alan", "alasdair", "alban", "albert",
    "alejandro", "alessandro", "alex", "alexander", "alexandre", "alexandra", "alice", "alison", "allen", "allison",
    "allon", "alvaro", "amanda", "amit", "amy", "ana", "anastasia", "anders", "andre", "andrea", "andreas", "andrei",
    "andrew", "andrey", "andy", "angela", "anil", "anna", "anne", "anthony", "antoine", "anton", "antonio", "ari",
    "arjun", "arnaud", "arthur", "arun", "ashley", "axel", "barbara", "bart", "bastian", "bdale", "ben", "benjamin",
    "benno", "benoit", "bernard", "bernd", "bill", "bjorn", "bob", "boris", "brad", "brandon", "brenda", "brendan",
    "brian", "bruce", "bruno", "bryan", "carl", "carla", "carlos", "carol", "caroline", "catherine", "cecilia",
    "charles", "charlotte", "cheryl", "chloe", "chris", "christian", "christine", "christophe", "christopher",
    "claire", "claudia", "clement", "colin", "corey", "craig", "cristina", "dan", "danese", "daniel", "daniela",
    "danny", "dave", "david", "dawn", "deb", "deborah", "denis", "dennis", "diana", "diego", "dimitri", "dirk",
    "dmitry", "dominik", "don", "donald", "donna", "doron", "doug", "douglas", "duncan", "dustin", "eben", "ed",
    "eduardo", "edward", "elena", "elisabeth", "elizabeth", "ellen", "emanuele", "emil", "emilia", "emily", "emma",
    "enrico", "eric", "erica", "erik", "erwan", "ester", "eugene", "eva", "evan", "fabian", "fabio", "fabrice",
    "felipe", "felix", "fernando", "filip", "flavio", "florian", "francesco", "francis", "francisco", "francois",
    "frank", "fred", "frederic", "frederik", "gabe", "gabriel", "gabriele", "gareth", "gary", "geert", "geoff",
    "george", "georg", "georges", "gerard", "gilles", "giovanni", "giulia", "giuseppe", "graham", "grant", "greg",
    "gregory", "guido", "guillaume", "gunnar", "gustavo", "guy", "hakan", "hannah", "hannes", "hans", "harald",
    "harry", "heather", "heidi", "heiko", "helen", "helena", "hendrik", "henri", "henrik", "henry", "hisham", "holger",
    "hubert", "hugo", "ian", "igor", "ilya", "ines", "ingo", "ioana", "irina", "isaac", "isabel", "ivan", "jack",
    "jackie", "jacob", "jake", "jakob", "james", "jan", "jane", "janet", "jared", "jason", "javier", "jay", "jean",
    "jeff", "jeffrey", "jen", "jennifer", "jens", "jeremiah", "jeremy", "jerome", "jerry", "jess", "jesse", "jessica",
    "jessie", "jim", "jo", "joachim", "joan", "joao", "joe", "joel", "johan", "johann", "johannes", "john", "johnny",
    "jon", "jonas", "jonathan", "jordan", "jordi", "jorge", "jos", "jose", "josef", "joseph", "josh", "joshua", "juan",
    "julia", "julian", "julie", "julien", "jurgen", "justin", "kai", "karen", "karin", "karl", "karsten", "kate",
    "katharina", "katherine", "kathy", "katie", "keith", "kelly", "ken", "kenneth", "kevin", "kim", "klaus", "kris",
    "kristian", "kristen", "kurt", "kyle", "lars", "larry", "laura", "laurent", "lea", "lee", "lena", "lennart", "leo",
    "leon", "leonard", "leslie", "lin", "linda", "linus", "lior", "lisa", "liz", "lorenzo", "louis", "luc", "luca",
    "lucas", "lucia", "luciano", "lucy", "ludovic", "luigi", "luis", "lukas", "luke", "maciej", "magnus", "manish",
    "manuel", "marc", "marcel", "marco", "marcus", "margaret", "maria", "marie", "marina", "mario", "mark", "marko",
    "markus", "marta", "martha", "martin", "martina", "mary", "mathias", "mathieu", "matt", "matteo", "matthew",
    "matthias", "matthieu", "maurice", "mauro", "max", "maxime", "megan", "mei", "melissa", "michael", "michal",
    "michel", "michele", "michelle", "miguel", "mikael", "mike", "mikhail", "mikko", "milan", "mirko", "mohamed",
    "mohammad", "monica", "monika", "morten", "nadia", "nancy", "nat", "natalia", "natalie", "nathan", "nathaniel",
    "neil", "nic", "nicholas", "nick", "nico", "nicola", "nicolas", "nicole", "niels", "nikhil", "nikhita", "niko",
    "nikola", "nikolai", "nikos", "nils", "nina", "nithya", "noah", "nora", "oleg", "olga", "oliver", "olivia",
    "olivier", "omar", "oscar", "otto", "owen", "pablo", "pamela", "paolo", "pascal", "pat", "patricia", "patrick",
    "patrik", "paul", "paula", "pavel", "pawel", "pedro", "pekka", "per", "pete", "peter", "petr", "petra", "phil",
    "philip", "philipp", "philippe", "pierre", "pieter", "piotr", "priya", "rachel", "radu", "rafael", "rahul",
    "rainer", "raj", "ralf", "ralph", "ramon", "raphael", "ray", "raymond", "rebecca", "remi", "renata", "rene",
    "ricardo", "rich", "richard", "rick", "rob", "robert", "roberto", "robin", "rodrigo", "roger", "roland", "rolf",
    "romain", "roman", "ron", "rosa", "ross", "roy", "russell", "ruth", "ryan", "sabine", "sage", "sally", "sam",
    "samantha", "samuel", "sandra", "sandro", "sanjay", "sara", "sarah", "sascha", "scott", "sean", "sebastian",
    "sebastien", "serge", "sergei", "sergey", "sergio", "shane", "sharon", "shaun", "shawn", "silvia", "simon",
    "sofia", "sonia", "sophie", "spencer", "stefan", "stefano", "steffen", "stephan", "stephane", "stephanie",
    "stephen", "steve", "steven", "stormy", "stuart", "sue", "susan", "susanne", "sven", "sylvain", "tanya", "tara",
    "ted", "teresa", "terry", "theo", "theodore", "theresa", "thierry", "thomas", "thorsten", "tiago", "tim", "timo",
    "timothy", "tina", "tobias", "tobie", "todd", "tom", "tomas", "tomasz", "tommy", "toni", "tony", "travis", "tyler",
    "ulrich", "uwe", "valentin", "valerie", "vanessa", "vasilis", "vera", "veronica", "victor", "victoria", "vijay",
    "vincent", "virginia", "vladimir", "walter", "warner", "wayne", "wendy", "werner", "wes", "wido", "wilfried",
    "will", "willem", "william", "wim", "wolfgang", "xavier", "yann", "yannick", "yuri", "yves", "yvonne", "zach",
    "zachary", "zoe", "aditya", "alexis", "aleksa", "ashish", "bastien", "brett", "casey", "chad", "clara", "cory",
    "cyril", "cyrille", "damien", "deepak", "derek", "didier", "edmund", "elias", "ely", "erin", "etienne", "ewoud",
    "fatima", "gael", "gerald", "gordon", "gratien", "harsh", "hector", "imran", "jamie", "jaroslav", "jorg", "joris",
    "josep", "kaushik", "kelsey", "kirill", "krzysztof", "leonardo", "ludwig", "lydia", "malcolm", "marcin", "marek",
    "maya", "meikel", "mitchell", "nigel", "nisha", "pierrick", "rajesh", "ramesh", "ravi", "reto", "rita", "rui",
    "sandeep", "saul", "sho", "shreya", "sunil", "suresh", "takashi", "tamas", "taylor", "tristan", "vikram", "viktor",
    "vishal", "wei", "xin", "yan", "ying", "yusuf", "zsolt", "devin", "hong", "guilherme", "carsten", "harald", "jamis", "jago", "dalibor", "cameron", "daniele", "russ", "tammy", "yehuda", "jacques", "hugh", "neal", "glenn", "akira", "hiroshi", "kenji", "yukihiro", "ahmed", "hassan", "ali", "amir", "mehmet", "fatih", "jana", "anja", "ingrid", "mette", "soren", "jesper", "rasmus", "bjarne", "knut", "geir", "wojciech", "zbigniew", "jacek", "thiago", "marcelo", "christoph", "matija",
    "marius",
]);

/// Endings that names seldom have and nouns of titles often do.
#[rustfmt::skip]
const NOUN_ENDINGS: &[&str] = &[
    "tion", "tions", "ness", "ware", "ment", "ments", "ility", "ities", "ology", "ing", "isms",
];

/// How much `text` as a whole looks like one person's name; a title or handle around it is not allowed.
pub(super) fn likeness(text: &str) -> Likeness {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.is_empty() || parts.len() > 5 || text.len() > 60 {
        return Likeness::No;
    }
    let mut capitalised = 0;
    let known = is_given(parts[0]) || parts[0].split('-').next().is_some_and(is_given);
    for (index, part) in parts.iter().enumerate() {
        match part_kind(part, known && index > 0) {
            Part::Name => capitalised += 1,
            Part::Particle if index > 0 && index + 1 < parts.len() => {}
            _ => return Likeness::No,
        }
    }
    match (capitalised, known) {
        (2..=4, true) => Likeness::Known,
        (2..=4, false) => Likeness::Shape,
        _ => Likeness::No,
    }
}

/// Whether one word is a known given name: `Sam` in `Sam & Jeff`.
pub(crate) fn is_given(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && GIVEN.has(&crate::text::fold(word))
}

/// Whether one word may be a name by itself.
pub(super) fn is_name(word: &str) -> bool {
    word.chars().count() >= 3 && word.len() <= 30 && matches!(part_kind(word, false), Part::Name)
}

enum Part {
    Name,
    Particle,
    Neither,
}

fn part_kind(part: &str, surname: bool) -> Part {
    if PARTICLES.contains(&part) {
        return Part::Particle;
    }
    let bare = part.trim_end_matches('.');
    if possessive_stem(bare).len() < bare.len() {
        return Part::Neither;
    }
    let first = bare.chars().next();
    let elided = bare.split_once(['\'', '’']).is_some_and(|(head, tail)| head.len() <= 2 && tail.len() > 1);
    if !first.is_some_and(char::is_uppercase) && !elided {
        return Part::Neither;
    }
    let lettered = bare.chars().all(|c| c.is_alphabetic() || crate::text::is_apostrophe(c) || c == '-' || c == '‐');
    // `DJ` and `J.` are initials; longer runs of capitals are acronyms.
    let letters = bare.chars().count();
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    if !lettered || (capitals == letters && letters > 2) || (part.ends_with('.') && letters > 2) {
        return Part::Neither;
    }
    if letters == 1 && part.ends_with('.') {
        return Part::Name;
    }
    let folded = crate::text::fold(bare);
    let ordinary = NOT_NAMES.has(&folded) && !(surname && SURNAMES.contains(&folded.as_str()));
    if ordinary || folded.is_empty() {
        return Part::Neither;
    }
    // Behind a given name they are a name's too: Alan Turing.
    let noun = !surname && letters > 5 && NOUN_ENDINGS.iter().any(|ending| folded.ends_with(ending));
    // An inner capital is a product's (`OpenStack`) unless it follows a name's prefix (`McQuaid`).
    let inner = bare.char_indices().skip(1).any(|(at, c)| {
        c.is_uppercase()
            && !matches!(&bare[..at], "Mc" | "Mac" | "De" | "Di" | "Van" | "La" | "Le" | "O" | "D" | "Du")
            && !bare[..at].ends_with(['-', '\'', '’', '‐'])
    });
    if noun || (inner && letters > 2) { Part::Neither } else { Part::Name }
}

/// The people of a byline: `Rebecca Bear (Honey Inc), Bruce Fox`, `Sam & Jeff`, `Cheryl Fox, CNCF`.
///
/// Anything that comes after the people (a firm, a position) is left out; a text that does not begin with a name has
/// no people.
pub(super) fn people(byline: &str) -> Vec<String> {
    let bare = without_brackets(byline);
    let mut found: Vec<String> = Vec::new();
    let parts = split_people(&bare);
    let lone = parts.len() > 1;
    for part in parts {
        let part = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '*' | '_' | '"' | '@'));
        let part =
            ["Dr. ", "Dr ", "Prof. ", "by ", "By "].iter().fold(part, |part, title| part.trim_start_matches(title));
        if part.is_empty() {
            continue;
        }
        if likeness(part) >= Likeness::Shape || (lone && is_given(part)) {
            found.push(crate::text::squeeze(part));
        } else if let Some(name) = leading_name(part).filter(|name| likeness(&part[name.clone()]) == Likeness::Known) {
            // `Ada Fox from Honey Inc`: the rest is an affiliation.
            let after = part[name.end..].trim_start();
            if ["from ", "of ", "at ", "@", "-", "–", "/", "|"].iter().any(|mark| after.starts_with(mark)) {
                found.push(crate::text::squeeze(&part[name]));
            }
            break;
        } else {
            break;
        }
    }
    found
}

fn split_people(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for chunk in text.split([',', '&', '+', ';', '/']) {
        let mut rest = chunk;
        while let Some((at, length)) = [" and ", " und ", " et ", " og ", " y ", " e ", " en "]
            .iter()
            .filter_map(|word| rest.find(word).map(|at| (at, word.len())))
            .min()
        {
            parts.push(&rest[..at]);
            rest = &rest[at + length..];
        }
        parts.push(rest);
    }
    parts
}

/// Text without what stands in round or square brackets.
fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// The longest name at the very beginning of `text`, possessive ending left out.
pub(super) fn leading_name(text: &str) -> Option<Range<usize>> {
    // No name is longer, and looking no further keeps hostile text linear.
    let text = &text[..crate::text::floor_boundary(text, 100)];
    let mut end = 0;
    let mut best = None;
    let mut at = 0;
    let known = text.split(|c: char| c.is_whitespace() || c == '-').next().is_some_and(is_given);
    for _ in 0..5 {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start().len();
        if at > 0 && skipped == 0 || skipped > 2 {
            break;
        }
        let start = at + skipped;
        let word = text[start..].split(char::is_whitespace).next().unwrap_or_default();
        let ends = word.ends_with([',', ':', ';', ')', '?', '!']) || (word.ends_with('.') && word.len() > 3);
        let bare = possessive_stem(word.trim_end_matches([',', ':', ';', ')', '?', '!', '"', '”', '*', '_']));
        let bare = if word.len() > 3 { bare.trim_end_matches('.') } else { bare };
        match part_kind(bare, known && at > 0) {
            Part::Name => end = start + bare.len(),
            Part::Particle if at > 0 => {}
            _ => break,
        }
        if end > start && likeness(&text[..end]) >= Likeness::Shape {
            best = Some(0..end);
        }
        if ends || bare.len() < word.trim_end_matches([',', '.']).len() {
            break;
        }
        at = start + word.len();
    }
    best
}

/// `Kim's` gives `Kim`.
pub(super) fn possessive_stem(word: &str) -> &str {
    for ending in ["'s", "’s", "`s", "'", "’"] {
        if let Some(stem) = word.strip_suffix(ending) {
            return stem;
        }
    }
    word
}

/// The names in running text, longest first at each place.
pub(super) fn find_names(text: &str) -> Vec<(Range<usize>, Likeness)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut fresh = true;
    for (index, c) in text.char_indices() {
        if index < at {
            continue;
        }
        if fresh
            && c.is_uppercase()
            && let Some(name) = leading_name(&text[index..])
        {
            let range = index..index + name.end;
            found.push((range.clone(), likeness(&text[range.clone()])));
            at = range.end;
            fresh = false;
            continue;
        }
        fresh = !(c.is_alphanumeric() || crate::text::is_apostrophe(c) || c == '@' || c == '/');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_titles() {
        for (text, like) in [
            ("Ada Fox", Likeness::Shape),
            ("Anna Fox", Likeness::Known),
            ("Jean-Marie de la Tour", Likeness::Known),
            ("Pierre D’abeille", Likeness::Known),
            ("Luis A. Bear", Likeness::Known),
            ("Linux Kernel", Likeness::No),
            ("Anna Manning", Likeness::Known),
            ("Boat Building", Likeness::No),
            ("OpenBoat Foundry", Likeness::No),
            ("BOAT Beyond", Likeness::No),
            ("Anna", Likeness::No),
            ("anna fox", Likeness::No),
        ] {
            assert_eq!(likeness(text), like, "{text}");
        }
    }

    #[test]
    fn bylines_give_their_people() {
        for (byline, expected) in [
            ("Anna Fox (Honey Inc), Bruce Bear (Twig)", vec!["Anna Fox", "Bruce Bear"]),
            ("Anna Fox & Bruce Bear", vec!["Anna Fox", "Bruce Bear"]),
            ("Cheryl Bear, CNCF", vec!["Cheryl Bear"]),
            ("Sam & Jeff", vec!["Sam", "Jeff"]),
            ("BOAT team", vec![]),
            ("Anna Fox from Honey Inc", vec!["Anna Fox"]),
            ("the boats", vec![]),
        ] {
            assert_eq!(people(byline), expected, "{byline}");
        }
    }

    #[test]
    fn names_are_found_in_running_text() {
        let text = "Then Anna Fox’s talk, after Bruce Bear and Eva van der Tour spoke.";
        let names: Vec<&str> = find_names(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(names, ["Anna Fox", "Bruce Bear", "Eva van der Tour"]);
    }
}
