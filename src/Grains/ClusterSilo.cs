using System.Data.Common;
using System.Text.Json;
using Conversations.Customers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Storage;

namespace Conversations.Grains;

/// <summary>What makes an Orleans silo one of ours.</summary>
public static class ClusterSilo
{
    private const string ServiceId = "conversations";

    /// <summary>Membership, reminders and grain storage in the customers' database; the engine is what its grains share.</summary>
    /// <param name="silo">The silo to be.</param>
    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="engine">This silo's.</param>
    public static ISiloBuilder UseConversations(this ISiloBuilder silo, string connectionString, Func<IServiceProvider, ClusterEngine> engine)
    {
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = ClusterTables.Invariant;
            options.ConnectionString = connectionString;
        });
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = ClusterTables.Invariant;
            options.ConnectionString = connectionString;
        });
        silo.AddAdoNetGrainStorage(ClusterTables.Storage, options =>
        {
            options.Invariant = ClusterTables.Invariant;
            options.ConnectionString = connectionString;
            options.GrainStorageSerializer = new StateText();
        });
        silo.Services.AddSingleton(engine);
        silo.Services.AddSingleton<SiloPeerClient>();
        silo.AddGrainService<SiloPeer>();

        // A provider's exceptions do not travel between silos; what arrives instead says nothing of the database.
        silo.AddIncomingGrainCallFilter(static async call =>
        {
            try
            {
                await call.Invoke();
            }
            catch (DbException error)
            {
                throw new IOException($"The storage failed: {error.GetType().Name}.");
            }
        });
        silo.Configure<ClusterOptions>(static options => options.ServiceId = ServiceId);
        silo.Configure<ClusterMembershipOptions>(static options =>
        {
            // A silo that is gone is voted out in about ten seconds: as long as its effects' lease lasts.
            options.ProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });

        // Millions of customers sleep: a grain leaves memory five minutes after its last turn.
        silo.Configure<GrainCollectionOptions>(static options => options.CollectionQuantum = TimeSpan.FromMinutes(1));
        return silo;
    }

    /// <summary>Grain state as the engine writes all its state.</summary>
    private sealed class StateText : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Written.Options));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Written.Options)!;
    }
}
