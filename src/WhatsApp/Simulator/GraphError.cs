using System.Text.Json.Nodes;

namespace Conversations.WhatsApp.Simulator;

/// <summary>An error of the Cloud API with the HTTP status that it comes with (M:support/error-codes, 12 December 2025).</summary>
internal sealed record GraphError(int Code, string Title, string Details)
{
    public int HttpStatus => Code switch
    {
        0 or 190 => 401,
        3 or 10 or 368 or 131031 or (>= 200 and <= 299) => 403,
        132001 => 404,
        1 or 2 or 131000 or 131016 or 131057 => 500,
        _ => 400,
    };

    public static GraphError Token { get; } = new(190, "Invalid OAuth access token", "Give the access token as a Bearer.");

    public static GraphError Parameter(string details) => new(100, "Invalid parameter", details);

    public static GraphError Missing(string name) => new(131008, "Required parameter is missing", $"The parameter {name} is required.");

    public static GraphError Value(string details) => new(131009, "Parameter value is not valid", details);

    public static GraphError Unknown(string id) => Parameter($"Unsupported request. Object with ID '{id}' does not exist, or the operation is not supported.");

    public static GraphError Injected(int code) => new(code, TitleOf(code), "A fault of the simulator.");

    public static GraphError Of(int code, string details) => new(code, TitleOf(code), details);

    /// <summary>As the answer of a call.</summary>
    public JsonObject Answer(string trace) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = $"(#{Code}) {Title}",
            ["type"] = "OAuthException",
            ["code"] = Code,
            ["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = Details },
            ["fbtrace_id"] = trace,
        },
    };

    /// <summary>As it stands in a <c>failed</c> status.</summary>
    public JsonObject InStatus() => new()
    {
        ["code"] = Code,
        ["title"] = Title,
        ["message"] = Title,
        ["error_data"] = new JsonObject { ["details"] = Details },
        ["href"] = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    };

    private static string TitleOf(int code) => code switch
    {
        130429 => "Rate limit hit",
        130472 => "User's number is part of an experiment",
        131000 => "Something went wrong",
        131016 => "Service unavailable",
        131026 => "Message undeliverable",
        131047 => "Re-engagement message",
        131048 => "Spam rate limit hit",
        131049 => "Meta chose not to deliver",
        131050 => "User has stopped marketing messages",
        131056 => "Pair rate limit hit",
        132000 => "Template parameter count mismatch",
        132001 => "Template does not exist",
        132005 => "Template hydrated text too long",
        132012 => "Template parameter format mismatch",
        132015 => "Template is paused",
        132016 => "Template is disabled",
        132018 => "Template parameters are not valid",
        134100 => "Only marketing messages supported",
        _ => $"Error {code.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
    };
}
