using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Api.Demo;
using Conversations.Api.Settings;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.WhatsApp.Templates;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.Api.Rulebook;

/// <summary>The templates that a store's configuration gives in a file.</summary>
public static class TemplateFile
{
    public static ImmutableArray<MessageTemplate> Of(StoreSettings settings) => settings.TemplatesFile is { Length: > 0 } file ? [.. Read(file).Value!] : [];

    /// <summary>Any fault as a problem of the file, also that it cannot be read.</summary>
    public static Reading<IReadOnlyList<MessageTemplate>> Read(string file)
    {
        try
        {
            return TemplatesReading.Read(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new() { Problems = [new Problem("", error.Message)] };
        }
    }
}

/// <summary>Keeps a store's templates as WhatsApp has them: at start, every hour, when a webhook tells of an edit, and when asked.</summary>
public sealed partial class TemplateSync(
    TemplateDownload download, StoreRules rules, IEngineHost engine, StoresSettings stores, Agenda agenda, ILogger<TemplateSync> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Fetches and applies the templates. Statuses reach the senders, contents the rules.</summary>
    /// <exception cref="HttpRequestException">WhatsApp did not answer, or refused: what was known stays.</exception>
    public async Task Sync(StoreId store, CancellationToken cancellationToken)
    {
        var catalogue = await download.Fetch(store, cancellationToken);
        var own = TemplateFile.Of(stores.Stores[store.Value]);
        var described = own.IsEmpty ? DemoContent.Templates : own;
        var missing = own.Where(template => catalogue.Find(template.Name, template.Language) is null).ToArray();
        await rules.PutTemplates(
            store,
            [.. catalogue.Templates.Values.Select(known => Described(known.Template, described)), .. missing],
            cancellationToken);
        await engine.Senders.Notice(store, Notices.Of(catalogue, missing), cancellationToken);
        Log.Synced(logger, store.Value, catalogue.Templates.Count, missing.Length);
        foreach (var (journey, template) in JourneyTemplates.Recategorised(await rules.Current(store, cancellationToken)))
        {
            Log.Recategorised(logger, store.Value, journey, template.Name, template.Language, template.Category);
        }
    }

    /// <summary>Now, and every hour from now on.</summary>
    public void KeepUp(StoreId store) => agenda.Run(async () => agenda.At(agenda.Now + (await Tried(store) ? Every : AfterFailure), () =>
    {
        KeepUp(store);
        return Task.CompletedTask;
    }));

    /// <summary>Soon, once.</summary>
    public void Refresh(StoreId store) => agenda.Run(() => Tried(store));

    private async Task<bool> Tried(StoreId store)
    {
        try
        {
            await Sync(store, CancellationToken.None);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            Log.Failed(logger, store.Value, (error as HttpRequestException)?.StatusCode?.ToString() ?? error.GetType().Name);
            return false;
        }
    }

    /// <summary>WhatsApp's texts, with what WhatsApp does not know: defaults, what a position stands for, what a tap brings back.</summary>
    private static MessageTemplate Described(MessageTemplate approved, ImmutableArray<MessageTemplate> described)
    {
        if (described.FirstOrDefault(known => known.Name == approved.Name && known.Language == approved.Language) is not { } known)
        {
            return approved;
        }

        return approved with
        {
            Defaults = known.Defaults,
            Positions = approved.NamedParameters || known.Positions.IsEmpty ? approved.Positions : known.Positions,
            TimeToLive = approved.TimeToLive ?? known.TimeToLive,
            Buttons = [.. approved.Buttons.Select((button, place) => place < known.Buttons.Length ? button with { Payload = button.Payload ?? known.Buttons[place].Payload } : button)],
        };
    }

    private static partial class Log
    {
        [LoggerMessage(130, LogLevel.Information, "Store {Store} has {Count} templates at WhatsApp; {Missing} of its own are not there")]
        public static partial void Synced(ILogger logger, string store, int count, int missing);

        [LoggerMessage(132, LogLevel.Warning, "Store {Store}: {Journey} sends nothing by the template {Template} in {Language}, which is {Category} at WhatsApp")]
        public static partial void Recategorised(ILogger logger, string store, string journey, string template, string language, TemplateCategory category);

        [LoggerMessage(131, LogLevel.Warning, "The templates of store {Store} could not be fetched: {Error}")]
        public static partial void Failed(ILogger logger, string store, string error);
    }
}
