// What `azd deploy` applies after it has built the image: the server with its settings and probes as one revision, and the rules that watch it.

import { namesOf, timeSpan } from 'modules/names.bicep'

@description('The environment as azd calls it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('The region of the environment.')
@minLength(1)
param location string

@description('The image, as azd has pushed it.')
@minLength(1)
param image string

@description('The registry that the image is in.')
@minLength(1)
param registryEndpoint string

@description('What main.bicep was given.')
@allowed(['ConsumptionOnly', 'D4', 'D8', 'D16', 'E4', 'E8'])
param workloadProfile string

@description('The fewest replicas. With one, every restart interrupts all runs for as long as the next one takes to start, and the loss of its node for ten minutes (docs/deploy.md).')
@minValue(1)
@maxValue(100)
param minReplicas int = 2

@description('The most replicas.')
@minValue(1)
@maxValue(100)
param maxReplicas int = 10

@description('Requests a second for one replica, as the platform counts them (those of the last 15 seconds, divided by 15), before another one is started.')
@minValue(1)
@maxValue(10000)
param requestsPerReplica int = 200

@description('The share of its cores that a replica may use before another one is started, in percent: runs continue without any request.')
@minValue(1)
@maxValue(100)
param cpuPercent int = 70

@description('The cores of a replica; it gets twice as many GiB of memory.')
@allowed(['0.5', '1.0', '1.5', '2.0'])
param cores string = '1.0'

@description('The name of the service in what outlives a deployment: grain state and reminders.')
@minLength(1)
@maxLength(150)
param serviceId string = 'agentgrains'

@description('The cluster that silos join, one for a generation of deployments; empty for the name of the app.')
param clusterId string = ''

@description('For how long a replica that stops still takes requests, until the ingress has noticed, in seconds.')
@minValue(0)
@maxValue(60)
param leaveDelaySeconds int = 5

@description('For how long effects in flight may continue when a replica stops, in seconds.')
@minValue(0)
@maxValue(515)
param drainGraceSeconds int = 20

@description('The address of the Azure OpenAI resource; empty for no model.')
param modelEndpoint string = ''

@description('The deployment in that resource; empty for no model.')
param modelName string = ''

@description('What a million tokens of a prompt cost, in millionths of the currency; 0 where costs are not counted.')
@minValue(0)
param modelInputMicrosPerMillionTokens int = 0

@description('What a million tokens of an answer cost, in millionths of the currency.')
@minValue(0)
param modelOutputMicrosPerMillionTokens int = 0

@description('The networks that tools may call although they are not public, such as 10.20.0.0/16,fd00::/8; empty for none. Leave out the subnet of the silos.')
param toolNetworks string = ''

@description('Whether the service can be reached from outside the environment.')
param external bool = true

@description('The recipient of alert mails; empty for none.')
param alertEmail string = ''

@description('The latency that 19 of 20 requests must stay under, in milliseconds.')
@minValue(1)
param alertLatencyMilliseconds int = 1000

@description('The share of requests that may fail with a 5xx status, in percent.')
@minValue(1)
@maxValue(100)
param alertErrorPercent int = 5

@description('What runs may cost in an hour, in millionths of the currency.')
@minValue(1)
param alertCostMicrosPerHour int = 10000000

// What stopping takes beside the leave and the effects: 10 s for the web server and the silo, and then what the exporters of telemetry have left, 5 s for each signal.
var stopSeconds = 25
var port = 8080
var memory = { '0.5': '1Gi', '1.0': '2Gi', '1.5': '3Gi', '2.0': '4Gi' }

var names = namesOf(environmentName, uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var least = minReplicas > maxReplicas ? fail('minReplicas must not be above maxReplicas.') : minReplicas
var hasModel = empty(modelEndpoint) != empty(modelName)
  ? fail('AGENTGRAINS_MODEL_ENDPOINT and AGENTGRAINS_MODEL_NAME belong together: set both or none.')
  : !empty(modelName)

resource containerEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' existing = {
  name: names.containerEnvironment
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource serverIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.serverIdentity
}

resource platformIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.platformIdentity
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: names.vault
}

var settings = [
  { name: 'ASPNETCORE_ENVIRONMENT', value: 'Production' }
  { name: 'ASPNETCORE_URLS', value: 'http://+:${port}' }
  // It names where telemetry goes and is no secret: its holder can send telemetry, and read none.
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insights.properties.ConnectionString }
  { name: 'AgentGrains__Storage__Provider', value: 'Azure' }
  { name: 'AgentGrains__Storage__AccountName', value: names.storage }
  { name: 'AgentGrains__Storage__EndpointSuffix', value: environment().suffixes.storage }
  { name: 'AgentGrains__Storage__ManagedIdentityClientId', value: serverIdentity.properties.clientId }
  { name: 'AgentGrains__Cluster__ServiceId', value: serviceId }
  { name: 'AgentGrains__Cluster__ClusterId', value: empty(clusterId) ? names.app : clusterId }
  { name: 'AgentGrains__Cluster__SiloPort', value: '11111' }
  { name: 'AgentGrains__Grains__DrainGrace', value: timeSpan(drainGraceSeconds) }
  { name: 'AgentGrains__Lifecycle__LeaveDelay', value: timeSpan(leaveDelaySeconds) }
]

var toolSettings = empty(toolNetworks) ? [] : [{ name: 'AgentGrains__Tools__AllowedNetworks', value: toolNetworks }]

var modelSettings = [
  { name: 'AgentGrains__Models__default__Provider', value: 'azure-openai' }
  { name: 'AgentGrains__Models__default__Endpoint', value: modelEndpoint }
  { name: 'AgentGrains__Models__default__Model', value: modelName }
  { name: 'AgentGrains__Models__default__ApiKey', secretRef: 'model-api-key' }
  { name: 'AgentGrains__Models__default__InputMicrosPerMillionTokens', value: string(modelInputMicrosPerMillionTokens) }
  { name: 'AgentGrains__Models__default__OutputMicrosPerMillionTokens', value: string(modelOutputMicrosPerMillionTokens) }
]

resource server 'Microsoft.App/containerApps@2025-01-01' = {
  name: names.app
  location: location
  tags: union(tags, { 'azd-service-name': 'server' })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${serverIdentity.id}': {}
      '${platformIdentity.id}': {}
    }
  }
  properties: {
    environmentId: containerEnvironment.id
    workloadProfileName: workloadProfile == 'ConsumptionOnly' ? null : workloadProfile
    configuration: {
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 10
      // What the platform reads images and secrets with is nothing that code in the container gets a token for.
      identitySettings: [{ identity: platformIdentity.id, lifecycle: 'None' }]
      registries: [{ server: registryEndpoint, identity: platformIdentity.id }]
      secrets: hasModel
        ? [
            {
              name: 'model-api-key'
              // Without a version, so that a new key is taken up by itself.
              keyVaultUrl: '${vault.properties.vaultUri}secrets/model-api-key'
              identity: platformIdentity.id
            }
          ]
        : []
      // Silos call each other at the replicas' own addresses, so only HTTP goes through here.
      ingress: {
        external: external
        targetPort: port
        transport: 'http'
        allowInsecure: false
      }
    }
    template: {
      terminationGracePeriodSeconds: leaveDelaySeconds + drainGraceSeconds + stopSeconds
      containers: [
        {
          name: 'server'
          image: image
          resources: { cpu: json(cores), memory: memory[cores] }
          env: concat(settings, toolSettings, hasModel ? modelSettings : [])
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/health/startup', port: port, scheme: 'HTTP' }
              periodSeconds: 10
              timeoutSeconds: 5
              // A store that is away for five minutes is waited for; after that a fresh start may find what is new.
              failureThreshold: 30
            }
            {
              type: 'Liveness'
              httpGet: { path: '/health/live', port: port, scheme: 'HTTP' }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              type: 'Readiness'
              httpGet: { path: '/health/ready', port: port, scheme: 'HTTP' }
              periodSeconds: 5
              timeoutSeconds: 3
              failureThreshold: 2
            }
          ]
        }
      ]
      scale: {
        minReplicas: least
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'requests'
            http: { metadata: { concurrentRequests: string(requestsPerReplica) } }
          }
          {
            name: 'cpu'
            custom: { type: 'cpu', metadata: { type: 'Utilization', value: string(cpuPercent) } }
          }
        ]
      }
    }
  }
}

module alerts 'modules/alerts.bicep' = {
  dependsOn: [server]
  params: {
    namePrefix: names.app
    location: location
    tags: tags
    insightsId: insights.id
    email: alertEmail
    silos: least
    latencyMilliseconds: alertLatencyMilliseconds
    errorPercent: alertErrorPercent
    costMicrosPerHour: alertCostMicrosPerHour
  }
}

output SERVICE_SERVER_URI string = 'https://${server.properties.configuration.ingress.fqdn}'
