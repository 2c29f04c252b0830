using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conversations.Actors;
using Conversations.Api.Keys;
using Conversations.Api.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Conversations.Api.Errors;

/// <summary>Every error of every address is <c>application/problem+json</c>, whatever the caller accepts.</summary>
public static partial class Problems
{
    public static ProblemHttpResult Of(int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status));

    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors, string detail = "Some fields are not valid.") =>
        TypedResults.Problem(detail, statusCode: 400, title: "Bad Request", extensions: new Dictionary<string, object?> { ["errors"] = errors });

    public static ProblemHttpResult Invalid(string path, string message) =>
        Invalid(new Dictionary<string, string[]> { [path] = [message] }, $"{path}: {message}");

    public static ProblemHttpResult Invalid(IEnumerable<(string Path, string Message)> faults) =>
        Invalid(faults.GroupBy(static fault => fault.Path, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Select(static fault => fault.Message).ToArray(), StringComparer.Ordinal));

    public static ProblemHttpResult Invalid(IEnumerable<Configuration.Problem> faults) =>
        Invalid(faults.Select(static fault => (fault.Path.Length == 0 ? "$" : fault.Path, fault.Message)));

    public static ProblemHttpResult NotFound(string what) => Of(404, $"There is no such {what}.");

    public static ProblemHttpResult TooLarge(int bytesMax) => Of(413, $"The body may hold {bytesMax / (1024 * 1024)} MB at most.");

    /// <summary>The engine cannot make it durable now, or cannot read what was asked for or what it needs to answer; the caller tries again.</summary>
    public static ProblemHttpResult Overloaded(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Of(503, "It cannot be done at the moment. Send it again.");
    }

    /// <summary>A request that cannot be read is thrown, so that <see cref="UseProblems"/> can say where: outside Development the framework would answer 400 and no more.</summary>
    public static void AddProblems(this IServiceCollection services) => services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);

    /// <summary>Bad bodies and unhandled faults.</summary>
    public static void UseProblems(this WebApplication app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = static context => FromException(context, context.Features.Get<IExceptionHandlerFeature>()!).ExecuteAsync(context),

            // A bad request is its sender's matter, and so is a line that the sender cut: no line in our log. A parked customer has its own.
            SuppressDiagnosticsCallback = static handled => handled.Exception is BadHttpRequestException or ConnectionResetException or JsonException or OperationCanceledException or OverloadedException or CustomerParkedException || IsLetters(handled.Exception),
        });

    /// <summary>Empty answers. Behind the routing: what is answered there says itself what is wrong.</summary>
    public static void UseStatusProblems(this WebApplication app) =>
        app.UseStatusCodePages(static pages => OfStatus(pages.HttpContext, pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));

    /// <summary>A status that says all there is to say.</summary>
    public static ProblemHttpResult OfStatus(HttpContext context, int status) => Of(status, status switch
    {
        401 => "A key is needed: Authorization: Bearer <key>.",
        403 => "This key is for another store or another role.",
        404 => "There is nothing at this address.",
        405 => $"{context.Request.Method} is not possible here.",
        408 => "The body comes too slowly.",
        413 => "The body is too large.",
        415 => "The body must be application/json.",
        _ => ReasonPhrases.GetReasonPhrase(status),
    });

    /// <summary>No key, an unknown one, or one for something else.</summary>
    public static ProblemHttpResult Refused(HttpContext context, int status)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = BearerKeys.SchemeName;
        }

        return OfStatus(context, status);
    }

    private static ProblemHttpResult FromException(HttpContext context, IExceptionHandlerFeature handled) => handled.Error switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Unreadable(json),
        JsonException json => Unreadable(json),
        InvalidOperationException letters when IsLetters(letters) => Of(400, "A text of the body holds half a letter (an unpaired surrogate)."),
        BadHttpRequestException { StatusCode: (408 or 413 or 415) and var status } => OfStatus(context, status),
        BadHttpRequestException { StatusCode: 400, Message: var said } when said.Contains("no body was provided", StringComparison.Ordinal) => Of(400, "A JSON body is needed."),
        BadHttpRequestException bad when Binding().Match(bad.Message) is { Success: true } binding =>
            Invalid(binding.Groups["name"].Value, $"'{binding.Groups["given"].Value}' is {(binding.Groups["type"].Value.Contains("bool", StringComparison.Ordinal) ? "neither true nor false" : "not a whole number")}"),
        BadHttpRequestException bad => Of(bad.StatusCode, bad.Message),
        ConnectionResetException => Of(499, "The caller went away."),
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => Of(499, "The caller went away."),
        OverloadedException or DbException or IOException => Overloaded(context),
        CustomerParkedException parked => Of(503, $"The work of customer {parked.Customer.Customer} stands still after a fault of ours: see …/parked, where it is let go on once that is mended."),

        // Whatever keeps a webhook or an event from being durable, its sender is to bring it again.
        _ when handled.Endpoint?.Metadata.GetOrderedMetadata<CanFail>().Any(static known => known.Status == 503) == true => Overloaded(context),
        _ => Of(500, "Something went wrong here. It has been logged."),
    };

    /// <summary>The reader of JSON finds some faults of letters only when a text is taken out, and then throws what its own misuse throws.</summary>
    private static bool IsLetters(Exception error) => error is InvalidOperationException { Source: { } source } && source.StartsWith("System.Text.Json", StringComparison.Ordinal) && error.Message.Contains("UTF-16", StringComparison.Ordinal);

    private static ProblemHttpResult Unreadable(JsonException json)
    {
        var path = json.Path is { Length: > 1 } inside ? inside[(inside[1] == '.' ? 2 : 1)..] : "$";
        return Invalid(
            new Dictionary<string, string[]> { [path] = ["This is not JSON of the expected shape."] },
            "The body is not JSON of the expected shape.");
    }

    /// <summary>What the framework says of a parameter in the address: all of them that can be wrong are numbers, or yes and no.</summary>
    [GeneratedRegex("^Failed to bind parameter \"(?<type>[\\w<>]+) (?<name>\\w+)\" from \"(?<given>[^\"]{0,40})")]
    private static partial Regex Binding();
}
