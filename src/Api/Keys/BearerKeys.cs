using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Conversations.Api.Settings;
using Conversations.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Conversations.Api.Keys;

/// <summary>Who a key belongs to.</summary>
public sealed record KeyOwner(StoreId Store, Role Role, string Name);

/// <summary>All keys of all stores, by the SHA-256 of the key: the keys themselves are nowhere.</summary>
public sealed class KeyRing(StoresSettings stores)
{
    private readonly Dictionary<string, KeyOwner> owners = stores.Stores
        .SelectMany(static store => store.Value.Keys.Select(key => (key.Sha256, Owner: new KeyOwner(new StoreId(store.Key), key.Role, key.Name))))
        .GroupBy(static entry => entry.Sha256, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(static group => group.Key, static group => group.First().Owner, StringComparer.OrdinalIgnoreCase);

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public KeyOwner? Find(string key) => owners.GetValueOrDefault(HashOf(key));

    /// <summary>Whether the request's key opens the store to this role: null, 401 or 403.</summary>
    public int? Refusal(HttpRequest request, string store, Role role) => BearerKeys.KeyOf(request) is not { } key || Find(key) is not { } owner
        ? StatusCodes.Status401Unauthorized
        : owner.Store.Value == store && (owner.Role == role || owner.Role == Role.Admin) ? null : StatusCodes.Status403Forbidden;
}

/// <summary>Reads <c>Authorization: Bearer</c>. Browsers cannot set that header on a WebSocket: <c>/live</c> also takes <c>access_token</c>, as SignalR's clients send it.</summary>
public sealed class BearerKeys(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    public const string StoreClaim = "store";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { } key)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (keys.Find(key) is not { } owner)
        {
            return Task.FromResult(AuthenticateResult.Fail("Unknown key."));
        }

        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, owner.Name), new(ClaimTypes.Role, owner.Role.ToString()), new(StoreClaim, owner.Store.Value)],
            Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        return base.HandleChallengeAsync(properties);
    }

    internal static string? KeyOf(HttpRequest request)
    {
        const string prefix = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? header[prefix.Length..].Trim()
            : request.Path.StartsWithSegments("/live", StringComparison.OrdinalIgnoreCase) && request.Query["access_token"].ToString() is { Length: > 0 } token ? token
            : null;
    }
}

/// <summary>Of an endpoint that looks at the key itself: the policy it stands for.</summary>
public sealed record OwnCheck(string Policy);

/// <summary>One of the roles, in the store that the address names.</summary>
public sealed class StoreRole(params Role[] roles) : AuthorizationHandler<StoreRole>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, StoreRole requirement)
    {
        var store = (context.Resource as HttpContext)?.GetRouteValue("store") as string;
        var sameStore = store is null || context.User.HasClaim(BearerKeys.StoreClaim, store);
        if (sameStore && roles.Append(Role.Admin).Any(role => context.User.IsInRole(role.ToString())))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

public static class KeysRegistration
{
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddAuthentication(BearerKeys.SchemeName).AddScheme<AuthenticationSchemeOptions, BearerKeys>(BearerKeys.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Access.Storefront, static policy => policy.RequireAuthenticatedUser().AddRequirements(new StoreRole(Role.Storefront)))
            .AddPolicy(Access.Operator, static policy => policy.RequireAuthenticatedUser().AddRequirements(new StoreRole(Role.Operator)))
            .AddPolicy(Access.Marketer, static policy => policy.RequireAuthenticatedUser().AddRequirements(new StoreRole(Role.Marketer)))
            .AddPolicy(Access.OperatorOrMarketer, static policy => policy.RequireAuthenticatedUser().AddRequirements(new StoreRole(Role.Operator, Role.Marketer)))
            .AddPolicy(Access.Admin, static policy => policy.RequireAuthenticatedUser().AddRequirements(new StoreRole()))
            .AddPolicy(Access.Any, static policy => policy.RequireAuthenticatedUser().AddRequirements(new StoreRole(Role.Operator, Role.Marketer, Role.Storefront)));
    }

    /// <summary>For what comes by the thousand: the endpoint asks <see cref="KeyRing.Refusal"/> itself and goes past the pipeline, whose authentication and authorization cost more than all else of the web server.</summary>
    public static RouteHandlerBuilder ChecksItself(this RouteHandlerBuilder endpoint, string policy)
    {
        endpoint.ShortCircuit();
        return endpoint.WithMetadata(new OwnCheck(policy));
    }

    /// <summary>The name on the key: who does it.</summary>
    public static string KeyName(this ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";
}
