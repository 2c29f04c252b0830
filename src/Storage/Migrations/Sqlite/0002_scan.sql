-- Each event puts a customer's due_at off a little, and an index on it would be written each time. So it is scan_at that is
-- indexed: when to look whether the customer is due. A turn leaves it where it is as long as that is early enough, and a look
-- that comes too early puts it right.
alter table snapshots add column scan_at integer;

update snapshots set scan_at = due_at;

drop index snapshots_due;

create index snapshots_scan on snapshots (scan_at, store, customer) where scan_at is not null;
