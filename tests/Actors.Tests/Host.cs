using System.Collections.Immutable;
using Conversations.Actors.InProcess;
using Conversations.Actors.Time;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Simulation.Loop;
using Conversations.Simulation.Memory;
using Conversations.Threads;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conversations.Actors.Tests;

/// <summary>The real engine over ports in memory, stepped on one thread.</summary>
internal sealed class Host : IWhatsApp, IAssistant, IStoreWebhook
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly StoreId Store = new("demo");
    public static readonly NumberId Number = new("1000");

    private readonly IProcesses? processes;
    private readonly IRetention? retention;
    private readonly Func<IStoreRecords, IStoreRecords> records;
    private int names;

    public Host(Decide? decide = null, IHook? hook = null, EngineOptions? options = null, IProcesses? processes = null, IRetention? retention = null, Func<IStoreRecords, IStoreRecords>? records = null)
    {
        this.records = records ?? (disk => disk);
        this.processes = processes;
        this.retention = retention;
        Decide = decide ?? Script.Decide;
        Disk = new MemoryStore(hook ?? new NoHook());
        Options = options ?? new EngineOptions { SuppressionKey = new byte[32], NewCustomer = NewCustomer };
        Start();
    }

    public Decide Decide { get; set; }

    public EngineOptions Options { get; }

    public MemoryStore Disk { get; }

    public SteppedClock Clock { get; } = new(Noon);

    /// <summary>What the machine counts, whatever its clock is set to.</summary>
    public SteppedClock RealTime { get; } = new(Noon);

    public SteppedScheduler Scheduler { get; private set; } = new();

    public InProcessEngine Engine { get; private set; } = null!;

    public RulesBook Book { get; private set; } = null!;

    public List<Effect.Send> Sent { get; } = [];

    public Func<Effect.Send, Task<SendResult>> Answer { get; set; } = send => Task.FromResult<SendResult>(new SendResult.Accepted("wamid." + send.TouchId, null));

    public int StoreTold { get; private set; }

    public bool StoreAnswers { get; set; } = true;

    public static CustomerKey Key(string customer) => new(Store, new CustomerId(customer));

    public static CustomerInput Note(string id, string text) =>
        new CustomerInput.Noted("op", text) { Id = id, Source = "operator", At = Noon, OccurredAt = Noon };

    /// <summary>Nothing but the disk survives.</summary>
    public void Crash()
    {
        Clock.Drop();
        Scheduler = new SteppedScheduler();
        Start();
    }

    public Task<T> Begin<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, Scheduler).Unwrap();

    /// <summary>Runs it and all that follows at this instant.</summary>
    public T Run<T>(Func<Task<T>> work)
    {
        var task = Begin(work);
        Settle();
        return task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("It waits for something that never comes.");
    }

    public Taken Tell(string customer, CustomerInput input) => Run(() => Engine.Tell(Key(customer), input, CancellationToken.None));

    public Taken Tell(string customer, string id, string text) => Tell(customer, Note(id, text));

    public Receipt Take(CustomerInput input) => Run(() => Engine.Take(new Addressed(Store, input), CancellationToken.None));

    public Customer? Look(string customer) => Run(() => Engine.Look(Key(customer), CancellationToken.None));

    public void Settle()
    {
        while (Scheduler.Step())
        {
        }
    }

    public void Advance(TimeSpan by)
    {
        var until = Clock.Now + by;
        do
        {
            Settle();
        }
        while (Clock.FireNext(until));

        Settle();
    }

    /// <summary>The clock is set, and so much time passes: its timers do not notice.</summary>
    public void SetClock(DateTimeOffset to, TimeSpan passes)
    {
        Clock.Now = to;
        var until = RealTime.Now + passes;
        while (RealTime.FireNext(until))
        {
            Settle();
        }
    }

    public Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken)
    {
        Sent.Add(send);
        return Answer(send);
    }

    public Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken) => Task.CompletedTask;

    Task<Answer> IAssistant.Answer(Question question, CancellationToken cancellationToken) => throw new InvalidOperationException("no model");

    public Task<bool> Tell(StoreId store, string key, Effect.TellStore tell, CancellationToken cancellationToken)
    {
        StoreTold++;
        return Task.FromResult(StoreAnswers);
    }

    private CustomerId NewCustomer() => new($"c_{++names:0000}");

    private void Start()
    {
        Book = new RulesBook(Disk);
        var agenda = new Agenda(Clock, new InFlight(), NullLogger<Agenda>.Instance, Scheduler);
        Engine = new InProcessEngine(new EnginePorts(Disk, Disk, Disk, records(Disk), this, this, this) { Processes = processes, Retention = retention }, Book, Options, agenda, NullLoggerFactory.Instance, (customer, input, with) => Decide(customer, input, with), RealTime);
        Run(async () =>
        {
            await Book.Publish(Store, Rulebook, CancellationToken.None);
            await Engine.StartAsync(CancellationToken.None);
            return true;
        });
    }

    public static Rules Rulebook { get; } = new()
    {
        Version = 0,
        Policy = new Policy { StoreName = "Demo", StoreUrl = "https://demo.example", TimeZone = "UTC", Numbers = [new NumberPolicy { Id = Number }] },
        Journeys = [],
        Templates = ImmutableArray<MessageTemplate>.Empty,
        Texts = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty,
    };
}
