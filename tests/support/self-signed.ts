/**
 * A certificate for localhost that nobody but itself has signed, valid from 2020 to 2120, and its key.
 * Made for these tests alone with `openssl ca -selfsign`; it secures nothing.
 */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgq4ESFXwK8QeGEA6z
iX/FoEEU82lihm9/UBWdTAITeB6hRANCAASzshX3BBWz23gds4rHMHfRjX0Ae/+Z
Dix5pBW3hqDKAGcXclJumWQ0DrTfgiJe6at/mOpB2J2vRv2c/FhFxXTe
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLOyFfcEFbPbeB2z
iscwd9GNfQB7/5kOLHmkFbeGoMoAZxdyUm6ZZDQOtN+CIl7pq3+Y6kHYna9G/Zz8
WEXFdN6jTjBMMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBSuVuYCW6+p5EOpiXbDvwLqeUE0IDAKBggqhkjOPQQD
AgNHADBEAiA42oUckO10rA/S/hGr7ByprxaRSX98vRKmiRFsoI8J8gIgBr+O9l5X
L8W7lPBLuHdy1gNMt5rzWzFEede/zNEwJEo=
-----END CERTIFICATE-----
`,
};
