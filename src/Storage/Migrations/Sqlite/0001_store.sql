-- Times are microseconds since 1970-01-01 UTC. Texts of inputs, snapshots and effects are kept as written, byte for byte.

create table received (
    store text not null,
    source text not null,
    id text not null,
    at integer not null,
    primary key (store, source, id)
) without rowid;

create table snapshots (
    seq integer primary key,
    store text not null,
    customer text not null,
    version integer not null check (version > 0),
    due_at integer,
    snapshot text not null,
    unique (store, customer)
);

create index snapshots_due on snapshots (due_at, store, customer) where due_at is not null;

-- What was concluded from an input stands beside it, as JSON: it is read whole, and a row of its own would cost as much again.
create table inputs (
    seq integer primary key,
    store text not null,
    customer text not null,
    version integer not null check (version > 0),
    at integer not null,
    input text not null,
    facts text not null,
    unique (store, customer, version)
);

-- What a customer's inputs are folded from, once older ones are gone or were decided by another version of the decider.
create table baselines (
    seq integer primary key,
    store text not null,
    customer text not null,
    version integer not null check (version > 0),
    snapshot text not null,
    unique (store, customer)
);

create table tombstones (
    store text not null,
    customer text not null,
    moved_to text not null,
    primary key (store, customer)
) without rowid;

create index tombstones_of_survivor on tombstones (store, moved_to);

-- Effects committed and not settled; seq is their order.
create table outbox (
    seq integer primary key,
    store text not null,
    customer text not null,
    version integer not null,
    place integer not null,
    effect text not null,
    unique (store, customer, version, place)
);

create table aliases (
    store text not null,
    kind text not null,
    value text not null,
    customer text not null,
    primary key (store, kind, value)
) without rowid;

create index aliases_of_customer on aliases (store, customer);

create table wamids (
    store text not null,
    wamid text not null,
    customer text not null,
    primary key (store, wamid)
) without rowid;

create index wamids_of_customer on wamids (store, customer);

-- Keyed hashes of numbers that opted out and were erased.
create table suppressions (
    store text not null,
    phone_hash text not null,
    primary key (store, phone_hash)
) without rowid;

create table customers (
    seq integer primary key,
    store text not null,
    customer text not null,
    name text,
    phone text,
    email text,
    storefront_id text,
    born_at integer,
    unique (store, customer)
);

create index customers_by_birth on customers (store, born_at desc, customer);

-- listed_at: what the list is sorted by; null keeps a thread without any message off the list.
create table threads (
    seq integer primary key,
    store text not null,
    customer text not null,
    state text not null check (state in ('assistant', 'waiting', 'human', 'closed')),
    since integer,
    last_message text,
    last_message_at integer,
    unread integer not null,
    assigned_to text,
    name text,
    listed_at integer,
    unique (store, customer)
);

create index threads_listed on threads (store, listed_at desc, customer) where listed_at is not null;
create index threads_of_state on threads (store, state, listed_at desc, customer) where listed_at is not null;

create table messages (
    seq integer primary key,
    store text not null,
    customer text not null,
    id text not null,
    at integer not null,
    direction text not null check (direction in ('in', 'out')),
    type text not null,
    text text,
    status text,
    written_by text,
    unique (store, customer, id)
);

create index messages_in_order on messages (store, customer, at, seq);
create index messages_of_templates on messages (store, at) where direction = 'out' and type = 'template';

create table interests (
    store text not null,
    product_id text not null,
    customer text not null,
    kind text not null check (kind in ('cart', 'subscription', 'bought')),
    at integer not null,
    primary key (store, product_id, customer, kind)
) without rowid;

create index interests_of_customer on interests (store, customer);

create table fan_outs (
    store text not null,
    event_id text not null,
    at integer not null,
    occurred_at integer not null,
    news text not null,
    told_to text,
    primary key (store, event_id)
) without rowid;

-- Prices as decimal text: floating point would round them.
create table prices (
    store text not null,
    product_id text not null,
    at integer not null,
    price text not null,
    primary key (store, product_id, at)
) without rowid;

create table documents (
    store text not null,
    name text not null,
    body text not null,
    primary key (store, name)
);

-- Webhook items that could not be read; store is null where not even that was known.
create table unread (
    seq integer primary key,
    store text,
    source text not null,
    at integer not null,
    reason text not null,
    body text not null
);

create index unread_of_store on unread (store, seq);

-- What operators search: message texts and names. Triggers keep the index, so that no statement can forget it.
create virtual table message_words using fts5 (text, content = 'messages', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2');
create virtual table name_words using fts5 (name, content = 'threads', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2');

create trigger messages_words_in after insert on messages when new.text is not null begin
    insert into message_words (rowid, text) values (new.seq, new.text);
end;

create trigger messages_words_out after delete on messages when old.text is not null begin
    insert into message_words (message_words, rowid, text) values ('delete', old.seq, old.text);
end;

create trigger messages_words_changed after update of text on messages when old.text is not new.text begin
    insert into message_words (message_words, rowid, text) select 'delete', old.seq, old.text where old.text is not null;
    insert into message_words (rowid, text) select new.seq, new.text where new.text is not null;
end;

create trigger threads_words_in after insert on threads when new.name is not null begin
    insert into name_words (rowid, name) values (new.seq, new.name);
end;

create trigger threads_words_out after delete on threads when old.name is not null begin
    insert into name_words (name_words, rowid, name) values ('delete', old.seq, old.name);
end;

create trigger threads_words_changed after update of name on threads when old.name is not new.name begin
    insert into name_words (name_words, rowid, name) select 'delete', old.seq, old.name where old.name is not null;
    insert into name_words (rowid, name) select new.seq, new.name where new.name is not null;
end;
