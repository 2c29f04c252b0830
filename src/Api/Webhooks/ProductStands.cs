using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storefronts;

namespace Conversations.Api.Webhooks;

/// <summary>Keeps how a platform's products stand, one document each, and announces what of a report is news.</summary>
public sealed class ProductStands(IEngine engine, IStoreRecords records)
{
    /// <summary>Announced before it is kept: a report that comes again after a crash finds what it announced announced.</summary>
    public async Task Compare(StoreId store, ProductStand stand, CancellationToken cancellationToken)
    {
        var name = NameOf(stand.Source, stand.Product.Id);
        string? body;
        string after;
        do
        {
            body = await records.Document(store, name, cancellationToken);
            var before = body is null ? null : Written.Read<ProductStand>(body);
            foreach (var news in stand.NewsSince(before))
            {
                await engine.Announce(store, stand.Source, news, cancellationToken);
            }

            after = Written.Of(stand.After(before));
        }
        while (after != body && !await records.ReplaceDocument(store, name, body, after, cancellationToken));
    }

    /// <summary>News of a variant come without its product's name, which an earlier report told.</summary>
    public async Task Announce(StoreId store, CustomerInput.ProductNews news, CancellationToken cancellationToken)
    {
        if (news.Product.Name is null && await records.Document(store, NameOf(news.Source, news.Product.Id), cancellationToken) is { } body)
        {
            var known = Written.Read<ProductStand>(body).Product;
            news = news with { Product = news.Product with { Name = known.Name, Url = known.Url, ImageUrl = known.ImageUrl, Category = known.Category } };
        }

        await engine.Announce(store, news.Source, news, cancellationToken);
    }

    private static string NameOf(string source, string product) => $"stand/{source}/{product}";
}
