param name string

param location string

param tags { *: string }

@description('Whether a deleted vault cannot be purged before its retention ends. It cannot be switched off again, and azd down cannot purge then.')
param purgeProtection bool

@description('Whether there is a key of a model provider to keep.')
param holdsModelKey bool

@secure()
param modelApiKey string

@description('The identity that may read secrets.')
param readIdentityName string

var secretsUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '4633458b-17de-408a-b874-0445c86b69e6'
)

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    // The service refuses false; a vault without it leaves the property out.
    enablePurgeProtection: purgeProtection ? true : null
  }
}

resource modelKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (holdsModelKey) {
  parent: vault
  name: 'model-api-key'
  tags: tags
  properties: {
    value: modelApiKey
  }
}

resource reader 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: readIdentityName
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, reader.id, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: secretsUser
    principalId: reader.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
