-- Threads are found by the name in the customer's row: a thread's own row is written with each message, and the triggers on
-- its name would be asked each time.
drop trigger threads_words_in;
drop trigger threads_words_out;
drop trigger threads_words_changed;
drop table name_words;

create virtual table name_words using fts5 (name, content = 'customers', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2');

insert into name_words (name_words) values ('rebuild');

create trigger customers_words_in after insert on customers when new.name is not null begin
    insert into name_words (rowid, name) values (new.seq, new.name);
end;

create trigger customers_words_out after delete on customers when old.name is not null begin
    insert into name_words (name_words, rowid, name) values ('delete', old.seq, old.name);
end;

create trigger customers_words_changed after update of name on customers when old.name is not new.name begin
    insert into name_words (name_words, rowid, name) select 'delete', old.seq, old.name where old.name is not null;
    insert into name_words (rowid, name) select new.seq, new.name where new.name is not null;
end;
