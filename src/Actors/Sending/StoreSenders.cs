using Conversations.Actors.Time;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors.Sending;

/// <summary>The senders of one store's numbers, under one lock: they share account, templates and messaging limit.</summary>
internal sealed class StoreSenders
{
    public const string Prefix = "sender/";
    private const string Account = "sender/account";

    private readonly Lock gate = new();
    private Policy policy;
    private readonly Portfolio portfolio = new();
    private readonly Spending spending;
    private readonly EngineOptions options;
    private readonly DateTimeOffset lendsFrom;
    private readonly Dictionary<NumberId, SenderState> numbers = [];
    private Dictionary<string, string> saved = [];
    private AccountHealth account;
    private IDisposable? armed;
    private bool stopped;

    public StoreSenders(StoreId store, Policy policy, EngineOptions options, IReadOnlyList<(string Name, string Body)> documents, int opened, DateTimeOffset now, DateTimeOffset lendsFrom)
    {
        Store = store;
        this.policy = policy;
        this.options = options;
        this.lendsFrom = lendsFrom;
        spending = new Spending(TimeZoneInfo.FindSystemTimeZoneById(policy.TimeZone));
        account = new AccountHealth();
        Recall(documents, opened, now);
        Meet(policy);
    }

    public StoreId Store { get; }

    /// <summary>The policy as it is now: what it says of the numbers and of the store's midnight counts from now on.</summary>
    public void Follow(Policy current)
    {
        lock (gate)
        {
            if (ReferenceEquals(policy, current))
            {
                return;
            }

            policy = current;
            spending.Zone = TimeZoneInfo.FindSystemTimeZoneById(policy.TimeZone);
            foreach (var (number, state) in numbers)
            {
                state.Coexistence = IsCoexistence(number);
            }

            Meet(policy);
        }
    }

    /// <summary>What is stored counts again: another process may have written it.</summary>
    public void Recall(IReadOnlyList<(string Name, string Body)> documents, int opened, DateTimeOffset now)
    {
        lock (gate)
        {
            saved = documents.ToDictionary(document => document.Name, document => document.Body);
            account = saved.TryGetValue(Account, out var body) ? Written.Read<AccountHealth>(body) : new AccountHealth();
            portfolio.Limit = account.MessagingLimit ?? options.MessagingLimit;
            portfolio.Recall(opened, now);
            spending.Recall(account.Spent, account.SpentOn);
            foreach (var (number, state) in numbers)
            {
                state.Health = saved.TryGetValue(Prefix + number, out var health) ? Written.Read<NumberHealth>(health) : new NumberHealth();
            }
        }
    }

    /// <summary>True while it is planned to store what was spent.</summary>
    public bool SavesSpending { get; set; }

    /// <summary>Touches that wait for a slot.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return numbers.Values.Sum(number => number.Count);
            }
        }
    }

    public void Want(EffectRow row, Effect.WantSlot want)
    {
        lock (gate)
        {
            Of(want.Number).Want(row, want);
        }
    }

    public EffectRow? Return(EffectRow row, Effect.ReturnSlot returned)
    {
        lock (gate)
        {
            return Of(returned.Number).Return(row, returned.TouchId, returned.Recipient);
        }
    }

    public void Hear(PlatformNotice notice, DateTimeOffset now)
    {
        lock (gate)
        {
            account = Reactions.OfAccount(account, notice, now);
            portfolio.Limit = account.MessagingLimit ?? options.MessagingLimit;
            if (notice is PlatformNotice.NumberRated { Number: { } displayed } rated)
            {
                Rate(displayed, rated, now);
                return;
            }

            var named = notice switch
            {
                PlatformNotice.NumberBlocked blocked => blocked.Number,
                PlatformNotice.NumberRestored restored => restored.Number,
                _ => null,
            };
            foreach (var number in named is { } one ? [Of(one)] : numbers.Values.ToList())
            {
                number.Health = Reactions.OfNumber(number.Health, notice, now);
            }
        }
    }

    /// <summary>The number may be another store's. What was guessed of others may have been this one's: it ends with this one's, or it would never end.</summary>
    private void Rate(NumberId displayed, PlatformNotice.NumberRated rated, DateTimeOffset now)
    {
        foreach (var (_, state) in numbers.Where(entry => entry.Key == displayed || (rated.Quality == NumberQuality.Green && entry.Value.Health.QualityGuessed)))
        {
            state.Health = Reactions.OfNumber(state.Health, rated, now);
        }
    }

    public void Hear(Effect.TellSender told, DateTimeOffset now)
    {
        lock (gate)
        {
            account = Reactions.OfAccount(account, told, now);
            var concerned = Messages.ErrorReactions.Of(told.Code).Scope == Messages.ErrorScope.Account ? numbers.Values.ToList() : [Of(told.Number)];
            foreach (var number in concerned)
            {
                number.Health = Reactions.OfNumber(number.Health, told.Code, now);
            }
        }
    }

    /// <summary>Told as to a template, which every stop concerns.</summary>
    public (Capacity Capacity, int Waiting) StateOf(NumberId number, DateTimeOffset now)
    {
        lock (gate)
        {
            var state = Of(number);
            var anything = new Effect.WantSlot("", number, "", Messages.Purpose.Service, 0, 0, null, "", null);
            return (state.CapacityOf(anything, account, now), state.Count);
        }
    }

    /// <summary>All whose turn has come; arms the agenda for the next.</summary>
    public List<Grant> Take(Agenda agenda, int sharers, Func<Task> again)
    {
        lock (gate)
        {
            if (stopped)
            {
                return [];
            }

            var now = agenda.Now;
            portfolio.Sharers = spending.Sharers = Math.Max(sharers, 1);
            var grants = numbers.Values.SelectMany(number => number.Take(account, sharers, now)).ToList();
            armed?.Dispose();
            armed = numbers.Values.Select(number => number.NextAt(now)).Min() is { } next ? agenda.At(next, again) : null;
            return grants;
        }
    }

    /// <summary>True where money was spent since the documents were last asked for.</summary>
    public bool Spends
    {
        get
        {
            lock (gate)
            {
                return spending.Counted != (account.Spent, account.SpentOn);
            }
        }
    }

    /// <summary>Documents that say something else than what is stored.</summary>
    public List<(string Name, string Body)> Documents()
    {
        lock (gate)
        {
            account = account with { Spent = spending.Counted.Amount, SpentOn = spending.Counted.On };
            var now = numbers
                .Select(number => (Name: Prefix + number.Key, Body: Written.Of(number.Value.Health)))
                .Append((Name: Account, Body: Written.Of(account)));
            return [.. now.Where(document => saved.GetValueOrDefault(document.Name) != document.Body)];
        }
    }

    /// <summary>The document is stored; one that could not be is among <see cref="Documents"/> again.</summary>
    public void Saved(string name, string body)
    {
        lock (gate)
        {
            saved[name] = body;
        }
    }

    public bool Stopped
    {
        get
        {
            lock (gate)
            {
                return stopped;
            }
        }
    }

    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            armed?.Dispose();
        }
    }

    /// <summary>What is said of all numbers is said of those too over which nothing has gone yet.</summary>
    private void Meet(Policy current)
    {
        foreach (var number in current.Numbers)
        {
            Of(number.Id);
        }
    }

    private bool IsCoexistence(NumberId number) => policy.Numbers.Any(known => known.Id == number && known.Coexistence);

    private SenderState Of(NumberId number)
    {
        if (!numbers.TryGetValue(number, out var state))
        {
            numbers[number] = state = new SenderState(IsCoexistence(number), portfolio, spending) { LendsFrom = lendsFrom, CatchesUp = options.CatchesUp };
            if (saved.TryGetValue(Prefix + number, out var body))
            {
                state.Health = Written.Read<NumberHealth>(body);
            }
        }

        return state;
    }
}
