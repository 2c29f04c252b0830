using System.Collections.Concurrent;
using Conversations.Actors.Time;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.FanOuts;

/// <summary>Tells news of a product to all who have to do with it: a durable job with a cursor, at a bounded pace; a customer hears of an event once, whatever restarts.</summary>
public sealed partial class FanOutWalker(IEngine engine, EnginePorts ports, RulesBook rules, Agenda agenda, Func<bool> leads, ILogger<FanOutWalker> logger, Action<FanOut>? begin = null)
{
    private readonly ConcurrentDictionary<(StoreId, string), byte> walking = new();

    private const int PageMax = 100;

    /// <summary>100 customers a second: below what a database commits, above what a number sends.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CartsFor = TimeSpan.FromDays(30);

    /// <summary>Starts the job; false where the event was received before.</summary>
    public async Task<bool> Announce(StoreId store, string source, CustomerInput.ProductNews news, CancellationToken cancellationToken)
    {
        var product = await Remember(store, news.Product, cancellationToken);
        if (product.Price is { } price)
        {
            var (previous, low30) = await ports.Records.RecordPrice(store, product.Id, price, news.OccurredAt, cancellationToken);
            news = news with { PreviousPrice = news.PreviousPrice ?? previous, Low30 = news.Low30 ?? low30 };
        }

        var written = news with { Product = product, Source = source };
        var job = new FanOut(store, news.Id, agenda.Now, news.OccurredAt, Written.Of<CustomerInput>(written), null);
        if (!await ports.Records.StartFanOut(job, source, cancellationToken))
        {
            return false;
        }

        Begin(job);
        return true;
    }

    /// <summary>Goes on with the jobs that another process began or left.</summary>
    public async Task Resume(CancellationToken cancellationToken)
    {
        foreach (var job in await ports.Records.OpenFanOuts(cancellationToken))
        {
            Begin(job);
        }
    }

    /// <summary>Tells one page of the job's customers; answers what is left of the job, or null at its end.</summary>
    public async Task<FanOut?> Step(FanOut job)
    {
        var news = (CustomerInput.ProductNews)Written.Read<CustomerInput>(job.News);
        var page = await Page(job, news);
        await Task.WhenAll(page.Select(customer => Tell(job, news, customer)));
        CustomerId? cursor = page.Count < PageMax ? null : page[^1];
        await ports.Records.MoveFanOut(job.Store, job.EventId, cursor, CancellationToken.None);
        return cursor is null ? null : job with { Cursor = cursor };
    }

    private void Begin(FanOut job)
    {
        if (begin is not null)
        {
            begin(job);
        }
        else if (leads() && walking.TryAdd((job.Store, job.EventId), 0))
        {
            agenda.Run(() => Walk(job));
        }
    }

    /// <summary>A page, then the next one a moment later.</summary>
    private async Task Walk(FanOut job)
    {
        if (!leads())
        {
            walking.TryRemove((job.Store, job.EventId), out _);
            return;
        }

        try
        {
            if (await Step(job) is { } rest)
            {
                agenda.At(agenda.Now + Pause, () => Walk(rest));
            }
            else
            {
                walking.TryRemove((job.Store, job.EventId), out _);
            }
        }
        catch (Exception error)
        {
            Log.Interrupted(logger, error, job.EventId);
            agenda.At(agenda.Now + RetryAfter, () => Walk(job));
        }
    }

    private async Task<List<CustomerId>> Page(FanOut job, CustomerInput.ProductNews news)
    {
        IReadOnlyCollection<string> itself = [news.Product.Id];
        var carts = job.At - CartsFor;
        (InterestKind Kind, IReadOnlyCollection<string> Products, DateTimeOffset Since)[] queries = news.Change switch
        {
            ProductChange.Restocked or ProductChange.PriceChanged or ProductChange.OutOfStock =>
                [(InterestKind.Subscription, itself, DateTimeOffset.MinValue), (InterestKind.Cart, itself, carts)],
            ProductChange.Launched => [(InterestKind.Bought, await SameCategory(job.Store, news.Product), DateTimeOffset.MinValue)],
            _ => throw new System.Diagnostics.UnreachableException(news.Change.ToString()),
        };

        // The first page of the union is the union of the first pages.
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (kind, products, since) in queries.Where(query => query.Products.Count > 0))
        {
            found.UnionWith((await ports.ReadModels.Interested(job.Store, products, [kind], since, job.Cursor, PageMax, CancellationToken.None)).Select(customer => customer.Value));
        }

        return [.. found.Take(PageMax).Select(customer => new CustomerId(customer))];
    }

    private async Task<IReadOnlyCollection<string>> SameCategory(StoreId store, Product launched)
    {
        if (launched.Category is not { } category)
        {
            return [];
        }

        var catalogue = (await rules.Current(store, CancellationToken.None)).Catalogue.Values.Select(entry => entry.Product);
        var told = (await ports.Records.Documents(store, "product/", CancellationToken.None)).Select(document => Written.Read<Product>(document.Body));
        return
        [
            .. catalogue.Concat(told)
                .Where(product => product.Id != launched.Id && string.Equals(product.Category, category, StringComparison.OrdinalIgnoreCase))
                .Select(product => product.Id)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Keeps what is known of the product, as the document <c>product/{id}</c>; what the news leaves out is filled from there and from the catalogue.</summary>
    private async Task<Product> Remember(StoreId store, Product told, CancellationToken cancellationToken)
    {
        var name = $"product/{told.Id}";
        var body = await ports.Records.Document(store, name, cancellationToken);
        var known = body is not null
            ? Written.Read<Product>(body)
            : (await rules.Current(store, cancellationToken)).Catalogue.GetValueOrDefault(told.Id)?.Product;
        var product = known is null
            ? told
            : told with
            {
                Name = told.Name ?? known.Name,
                Url = told.Url ?? known.Url,
                Price = told.Price ?? known.Price,
                Currency = told.Currency ?? known.Currency,
                ImageUrl = told.ImageUrl ?? known.ImageUrl,
                Category = told.Category ?? known.Category,
            };
        if (Written.Of(product with { VariantId = null }) is var text && text != body)
        {
            await ports.Records.PutDocument(store, name, text, cancellationToken);
        }

        return product;
    }

    private async Task Tell(FanOut job, CustomerInput.ProductNews news, CustomerId customer)
    {
        try
        {
            await engine.Tell(
                new CustomerKey(job.Store, customer),
                news with { Id = $"{job.EventId}/{customer}", At = agenda.Now, OccurredAt = job.OccurredAt },
                CancellationToken.None);
        }
        catch (CustomerParkedException error)
        {
            Log.Parked(logger, error, job.EventId, customer);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Error, "The fan-out of {Event} was interrupted; it goes on in a moment")]
        public static partial void Interrupted(ILogger logger, Exception error, string @event);

        [LoggerMessage(51, LogLevel.Error, "The fan-out of {Event} leaves out customer {Customer}, which is parked")]
        public static partial void Parked(ILogger logger, Exception error, string @event, CustomerId customer);
    }
}
