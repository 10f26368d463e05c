@description('The identity that the service signs in with to its storage.')
param serverIdentityName string

@description('The identity that the platform pulls images and reads secrets with. The service itself cannot use it.')
param platformIdentityName string

param location string

param tags { *: string }

resource server 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: serverIdentityName
  location: location
  tags: tags
}

resource platform 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: platformIdentityName
  location: location
  tags: tags
}
