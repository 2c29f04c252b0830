using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Conversations.Api.Keys;
using Conversations.Api.Storefront;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Storefronts.Events;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conversations.Api.Operations;

/// <summary><c>/openapi/v1.json</c> and a page to read it at <c>/swagger</c>.</summary>
public static partial class ApiDescription
{
    private const string BearerScheme = "bearer";
    private const string ProblemSchema = "Problem";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Conversations",
                Version = "v1",
                Description = "Conversations between online stores and their customers on WhatsApp. Errors are application/problem+json.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A store's key.",
            };
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas[ProblemSchema] = Problem();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        app.UseSwaggerUI(static options =>
        {
            options.SwaggerEndpoint("/openapi/v1.json", "Conversations v1");
            options.DocumentTitle = "Conversations API";
        });
    }

    /// <summary>What the types alone do not say.</summary>
    private static void Describe(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(TimeSpan))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "duration";
            schema.Pattern = null;
        }

        if (plain == typeof(CustomerId) || plain == typeof(NumberId))
        {
            schema.Type = JsonSchemaType.String;
        }

        // They may come as texts too, but are never answered so, and not everything that reads them takes them so.
        if (plain == typeof(int) || plain == typeof(long) || plain == typeof(double))
        {
            schema.Type &= ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        // A journey is shown as its definitions are written, not as the rest of the contract is.
        if (plain == typeof(Trigger) || plain == typeof(End))
        {
            schema.Enum = [.. Enum.GetValues(plain).Cast<object>().Select(static value => JsonSerializer.SerializeToNode(value, RulesJson.Options)!)];
        }

        if (plain == typeof(StorefrontEvent) && schema.Properties?["type"] is OpenApiSchema eventType)
        {
            eventType.Enum = [.. EventTranslation.KnownTypes.Select(static known => JsonValue.Create(known))];
        }

        // A policy that is put without its numbers keeps those it has.
        if (plain == typeof(Policy))
        {
            schema.Required?.Remove("numbers");
        }
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var endpoint = context.Description.ActionDescriptor.EndpointMetadata;
        var roles = endpoint.OfType<IAuthorizeData>().Select(static data => data.Policy).Concat(endpoint.OfType<OwnCheck>().Select(static check => check.Policy)).FirstOrDefault();
        operation.Responses ??= [];
        if (roles is not null)
        {
            operation.Description = $"{operation.Description} Roles: {(roles == Access.Admin ? roles : $"{roles}, {Access.Admin}")}.".Trim();
            operation.Security ??= [];
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] });
            AddProblem(operation, 401, "No key, or an unknown one.", context.Document);
            AddProblem(operation, 403, "The key is for another store or role.", context.Document);
        }

        foreach (var known in endpoint.OfType<CanFail>())
        {
            AddProblem(operation, known.Status, known.Why, context.Document);
        }

        var parameters = operation.Parameters ??= [];
        AddParameters(parameters, context.Description.RelativePath ?? "", endpoint);
        if (operation.RequestBody is not null || parameters.Any(static parameter => parameter is { In: ParameterLocation.Query, Schema.Type: not JsonSchemaType.String }))
        {
            AddProblem(operation, 400, "A field is not valid: errors names each by its path.", context.Document);
        }

        // What is put need not be there before, nor a journey that is tried.
        var looks = context.Description.HttpMethod is "GET" or "DELETE";
        if (roles is not null && parameters.Any(parameter => parameter.In == ParameterLocation.Path && (parameter.Name == "customerId" || (looks && parameter.Name != "store"))))
        {
            AddProblem(operation, 404, "There is no such thing in this store.", context.Document);
        }

        if (endpoint.OfType<TakesJson>().Any())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
            };
        }

        // What answers with an untyped result is described nowhere else.
        if (!operation.Responses.Keys.Any(static status => status.StartsWith('2')))
        {
            operation.Responses["200"] = new OpenApiResponse { Description = "Done." };
        }
    }

    /// <summary>Those that no handler asks for by name.</summary>
    private static void AddParameters(IList<IOpenApiParameter> parameters, string path, IList<object> endpoint)
    {
        foreach (var place in Places().Matches(path).Select(static match => match.Groups[1].Value).Where(place => parameters.All(known => known.Name != place)).ToArray())
        {
            parameters.Add(new OpenApiParameter { Name = place, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        if (endpoint.OfType<TakesIdempotencyKey>().Any())
        {
            parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "A text of the caller's own; what was done under it on this customer is not done again.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }

    private static void AddProblem(OpenApiOperation operation, int status, string why, OpenApiDocument? document) =>
        operation.Responses!.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = why,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) } },
        });

    /// <summary>RFC 9457, with the faults of the fields by their paths.</summary>
    private static OpenApiSchema Problem()
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "title", "status", "detail" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = text,
                ["title"] = text,
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = text,
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = text } },
            },
        };
    }

    [GeneratedRegex("\\{(\\w+)\\}")]
    private static partial Regex Places();
}

/// <summary>An error that an address can answer with, for the description.</summary>
public sealed record CanFail(int Status, string Why);

/// <summary>An address that reads its body as raw bytes of JSON, for the description; unlike the framework's own word for it, it refuses no content type.</summary>
public sealed record TakesJson;

/// <summary>An address that does nothing twice under one <c>Idempotency-Key</c>, for the description.</summary>
public sealed record TakesIdempotencyKey;
