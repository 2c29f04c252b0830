-- What Orleans' ADO.NET providers need (their contract: a table OrleansQuery of named statements with named parameters and result columns).
-- Tables and statements are this project's own. Run at every start under one lock: statements may change with a release, tables only grow.
select pg_advisory_xact_lock(7203471197);

-- Who is in the cluster. A change counts only on the version that its writer had read.
create table if not exists cluster_versions (
  deployment text primary key,
  version integer not null default 0,
  changed timestamptz not null default now()
);

create table if not exists cluster_members (
  deployment text not null references cluster_versions on delete cascade,
  address text not null,
  port integer not null,
  generation integer not null,
  name text not null,
  host text not null,
  status integer not null,
  gateway_port integer,
  suspects text,
  started timestamptz not null,
  alive timestamptz not null,
  primary key (deployment, address, port, generation)
);

-- State of the cluster's own grains; one row a grain and kind of state.
create table if not exists cluster_states (
  service text not null,
  kind text not null,
  n0 bigint not null,
  n1 bigint not null,
  key text not null,
  version integer not null,
  payload bytea,
  changed timestamptz not null default now(),
  primary key (service, kind, n0, n1, key)
);

create table if not exists cluster_reminders (
  service text not null,
  grain text not null,
  name text not null,
  starts timestamptz not null,
  period bigint not null,
  hash integer not null,
  version integer not null default 0,
  primary key (service, grain, name)
);
create index if not exists cluster_reminders_by_hash on cluster_reminders (service, hash);

create table if not exists orleansquery (querykey text primary key, querytext text not null);

insert into orleansquery (querykey, querytext) values
-- Membership.
('GatewaysQueryKey', $$
  select address as "Address", gateway_port as "ProxyPort", generation as "Generation"
  from cluster_members where deployment = @DeploymentId and status = @Status and gateway_port > 0
$$),
('MembershipReadAllKey', $$
  select v.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation", m.name as "SiloName", m.host as "HostName",
         m.status as "Status", m.gateway_port as "ProxyPort", m.suspects as "SuspectTimes", m.started as "StartTime", m.alive as "IAmAliveTime"
  from cluster_versions as v left join cluster_members as m on m.deployment = v.deployment
  where v.deployment = @DeploymentId
$$),
('MembershipReadRowKey', $$
  select v.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation", m.name as "SiloName", m.host as "HostName",
         m.status as "Status", m.gateway_port as "ProxyPort", m.suspects as "SuspectTimes", m.started as "StartTime", m.alive as "IAmAliveTime"
  from cluster_versions as v
  left join cluster_members as m on m.deployment = v.deployment and m.address = @Address and m.port = @Port and m.generation = @Generation
  where v.deployment = @DeploymentId
$$),
('InsertMembershipVersionKey', $$
  with added as (insert into cluster_versions (deployment) values (@DeploymentId) on conflict do nothing returning 1)
  select count(*) > 0 from added
$$),
('InsertMembershipKey', $$
  with raised as (
    update cluster_versions set version = version + 1, changed = now()
    where deployment = @DeploymentId and version = @Version
      and not exists (select 1 from cluster_members where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1),
  added as (
    insert into cluster_members (deployment, address, port, generation, name, host, status, gateway_port, started, alive)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from raised
    returning 1)
  select count(*) > 0 from added
$$),
('UpdateMembershipKey', $$
  with raised as (
    update cluster_versions set version = version + 1, changed = now()
    where deployment = @DeploymentId and version = @Version
      and exists (select 1 from cluster_members where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1),
  changed as (
    update cluster_members set status = @Status, suspects = @SuspectTimes, alive = @IAmAliveTime
    from raised
    where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    returning 1)
  select count(*) > 0 from changed
$$),
('UpdateIAmAlivetimeKey', $$
  update cluster_members set alive = @IAmAliveTime
  where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),
('DeleteMembershipTableEntriesKey', $$
  delete from cluster_versions where deployment = @DeploymentId
$$),
('CleanupDefunctSiloEntriesKey', $$
  delete from cluster_members where deployment = @DeploymentId and alive < @IAmAliveTime and status <> 3
$$),
-- Reminders. Hashes are a ring of signed integers; a range may go over its end.
('ReadReminderRowsKey', $$
  select grain as "GrainId", name as "ReminderName", starts as "StartTime", period as "Period", version as "Version"
  from cluster_reminders where service = @ServiceId and grain = @GrainId
$$),
('ReadReminderRowKey', $$
  select grain as "GrainId", name as "ReminderName", starts as "StartTime", period as "Period", version as "Version"
  from cluster_reminders where service = @ServiceId and grain = @GrainId and name = @ReminderName
$$),
('ReadRangeRows1Key', $$
  select grain as "GrainId", name as "ReminderName", starts as "StartTime", period as "Period", version as "Version"
  from cluster_reminders where service = @ServiceId and hash > @BeginHash and hash <= @EndHash
$$),
('ReadRangeRows2Key', $$
  select grain as "GrainId", name as "ReminderName", starts as "StartTime", period as "Period", version as "Version"
  from cluster_reminders where service = @ServiceId and (hash > @BeginHash or hash <= @EndHash)
$$),
('UpsertReminderRowKey', $$
  insert into cluster_reminders (service, grain, name, starts, period, hash)
  values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
  on conflict (service, grain, name) do update
    set starts = excluded.starts, period = excluded.period, hash = excluded.hash, version = cluster_reminders.version + 1
  returning version as "Version"
$$),
('DeleteReminderRowKey', $$
  with gone as (
    delete from cluster_reminders where service = @ServiceId and grain = @GrainId and name = @ReminderName and version = @Version returning 1)
  select count(*) > 0 from gone
$$),
('DeleteReminderRowsKey', $$
  delete from cluster_reminders where service = @ServiceId
$$),
-- Grain state. The version answered is another than the caller's only where something was written.
('ReadFromStorageKey', $$
  select payload as "PayloadBinary", version as "Version"
  from cluster_states
  where service = @ServiceId and kind = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1 and key = coalesce(@GrainIdExtensionString::text, '')
$$),
('WriteToStorageKey', $$
  with added as (
    insert into cluster_states (service, kind, n0, n1, key, version, payload)
    select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''), 1, @PayloadBinary
    where @GrainStateVersion::integer is null
    on conflict do nothing
    returning version),
  changed as (
    update cluster_states set payload = @PayloadBinary, version = version + 1, changed = now()
    where service = @ServiceId and kind = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1 and key = coalesce(@GrainIdExtensionString::text, '')
      and version = @GrainStateVersion::integer
    returning version)
  select coalesce((select version from added), (select version from changed), @GrainStateVersion::integer) as "NewGrainStateVersion"
$$),
('ClearStorageKey', $$
  update cluster_states set payload = null, version = version + 1, changed = now()
  where service = @ServiceId and kind = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1 and key = coalesce(@GrainIdExtensionString::text, '')
    and version = @GrainStateVersion::integer
  returning version as "NewGrainStateVersion"
$$),
('DeleteStorageKey', $$
  delete from cluster_states
  where service = @ServiceId and kind = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1 and key = coalesce(@GrainIdExtensionString::text, '')
    and version = @GrainStateVersion::integer
  returning version + 1 as "NewGrainStateVersion"
$$)
on conflict (querykey) do update set querytext = excluded.querytext;
