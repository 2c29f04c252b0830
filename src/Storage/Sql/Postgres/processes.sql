-- One beats at a time, so that everyone sees who came before.
-- name: lock_processes
select pg_advisory_xact_lock(7203471196)

-- Where nobody has beaten for more than half a lease, nobody could: whoever was there may live, and has another lease's time to come back in.
-- name: beat
update processes set until_at = now_micros(@now) + @lease
where not exists (select 1 from processes as beaten where beaten.until_at >= now_micros(@now) + @lease / 2);
delete from processes where until_at < now_micros(@now);
insert into processes (id, joined, beat, until_at)
select @process, number, number, now_micros(@now) + @lease from nextval('process_beats') as number
on conflict (id) do update set beat = excluded.beat, until_at = excluded.until_at;
select id, beat >= (select mine.joined from processes as mine where mine.id = @process) as seen from processes order by joined

-- name: leave
delete from processes where id = @process

-- name: end_all
delete from processes

-- A process carries out its own whatever became of its lease meanwhile; but it may not know of what it was given in an attempt whose answer was lost.
-- name: adopt_effects
update outbox set owner = @process, attempt = @attempt
from (select store, customer, version, place from outbox
      where (owner is distinct from @process and not exists (select 1 from processes where processes.id = outbox.owner and processes.until_at >= now_micros(@now)))
         or (owner = @process and attempt = @attempt)
      order by seq limit @limit for update skip locked) as orphan
where outbox.store = orphan.store and outbox.customer = orphan.customer
  and outbox.version = orphan.version and outbox.place = orphan.place
returning outbox.seq, outbox.store, outbox.customer, outbox.version, outbox.place, outbox.effect
