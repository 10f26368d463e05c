// What `azd provision` makes: everything that the server needs, in one resource group. The server itself is server.bicep, which `azd deploy` applies.
targetScope = 'subscription'

import { namesOf } from 'modules/names.bicep'

@description('The environment as azd calls it; part of the names and the tag that azd finds the resources by.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('The region of everything.')
@minLength(1)
param location string

@description('The deployment of an Azure OpenAI resource that agents use as the model default; empty for none.')
param modelName string = ''

@description('The key of that resource, which goes into the vault and nowhere else.')
@secure()
param modelApiKey string = ''

@description('What the silos run on. Silos call each other by the replicas\' own addresses, which a consumption-only environment and a dedicated profile allow and the Consumption profile of a workload-profiles environment does not (docs/deploy.md).')
@allowed(['ConsumptionOnly', 'D4', 'D8', 'D16', 'E4', 'E8'])
param workloadProfile string = 'ConsumptionOnly'

@description('The most nodes of a dedicated profile. There are always two, over zones three.')
@minValue(3)
@maxValue(20)
param maxNodes int = 3

@description('A subnet of your own for the environment; it takes a dedicated profile. Empty for one that the platform keeps.')
param subnetId string = ''

@description('Whether replicas are spread over zones; it takes a subnet.')
param zoneRedundant bool = false

@description('Whether the platform encrypts what goes from the ingress to the replicas and between apps.')
param encryptPeerTraffic bool = true

@description('How many copies the storage account keeps, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('For how long a deleted blob or container can be brought back, in days.')
@minValue(1)
@maxValue(365)
param blobRetentionDays int = 14

@description('The tier of the container registry.')
@allowed(['Basic', 'Standard', 'Premium'])
param registrySku string = 'Basic'

@description('Whether a deleted vault cannot be purged before its retention ends. With it, azd down leaves the deleted vault for 7 days.')
param purgeProtection bool = false

@description('For how long logs, metrics and traces are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The most telemetry that is taken in a day, in GiB.')
@minValue(1)
param logDailyGigabytes int = 5

var names = namesOf(environmentName, uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

var ownSubnet = !empty(subnetId) && workloadProfile == 'ConsumptionOnly'
  ? fail('A subnet of your own takes a dedicated workloadProfile, such as D4: an environment in it is always one with workload profiles.')
  : subnetId
var zones = zoneRedundant && empty(subnetId) ? fail('zoneRedundant takes a subnetId: the platform\'s own network has no zones.') : zoneRedundant

var holdsModelKey = empty(modelName)
  ? false
  : empty(modelApiKey) ? fail('AGENTGRAINS_MODEL_NAME is set and AGENTGRAINS_MODEL_API_KEY is not: a model takes both, and AGENTGRAINS_MODEL_ENDPOINT.') : true

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: names.group
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: {
    serverIdentityName: names.serverIdentity
    platformIdentityName: names.platformIdentity
    location: location
    tags: tags
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  params: {
    name: names.registry
    location: location
    tags: tags
    sku: registrySku
    pullIdentityName: names.platformIdentity
  }
  dependsOn: [identities]
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    sku: storageSku
    blobRetentionDays: blobRetentionDays
    dataIdentityName: names.serverIdentity
  }
  dependsOn: [identities]
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    purgeProtection: purgeProtection
    holdsModelKey: holdsModelKey
    modelApiKey: modelApiKey
    readIdentityName: names.platformIdentity
  }
  dependsOn: [identities]
}

module telemetry 'modules/telemetry.bicep' = {
  scope: group
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyGigabytes: logDailyGigabytes
  }
}

module environment 'modules/environment.bicep' = {
  scope: group
  params: {
    name: names.containerEnvironment
    location: location
    tags: tags
    workspaceId: telemetry.outputs.workspaceId
    workloadProfile: workloadProfile
    maxNodes: maxNodes
    subnetId: ownSubnet
    zoneRedundant: zones
    encryptPeerTraffic: encryptPeerTraffic
  }
}

// The Container Apps job that sandboxes run in goes here, as a module of its own beside the environment, with an identity that has no role.

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output AGENTGRAINS_WORKLOAD_PROFILE string = workloadProfile
